using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsEmulator.Http;

/// <summary>Turns what an HTTP function returned into an answer, with the services of ASP.NET Core.</summary>
internal static class HttpAnswer
{
    /// <summary>Whether a declared type can be answered with. A function that returns nothing writes its answer itself.</summary>
    public static bool CanAnswer(Type type) => type == typeof(void) || IsResult(type) || PropertyOf(type) is { } property && IsResult(property.PropertyType);

    public static Task WriteAsync(object? result, HttpContext context) => result switch
    {
        IActionResult action => action.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor())),
        IResult answer => answer.ExecuteAsync(context),
        null => Task.CompletedTask,
        _ => WriteAsync(PropertyOf(result.GetType())?.GetValue(result), context),
    };

    private static bool IsResult(Type type) => typeof(IActionResult).IsAssignableFrom(type) || typeof(IResult).IsAssignableFrom(type);

    private static PropertyInfo? PropertyOf(Type type) =>
        type.GetProperties().FirstOrDefault(p => p.GetCustomAttribute<HttpResultAttribute>() is not null);
}
