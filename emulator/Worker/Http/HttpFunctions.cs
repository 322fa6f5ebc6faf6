using FunctionsEmulator.Discovery;
using FunctionsEmulator.Hosting;
using FunctionsEmulator.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace FunctionsEmulator.Http;

/// <summary>The HTTP functions of the app, and where each is answered.</summary>
internal sealed class HttpFunctions(EmulatorSetup setup, IConfiguration app, HostSettings settings, HttpRequests requests) : EndpointDataSource
{
    private readonly List<Endpoint> _endpoints = [];

    public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    public void Prepare(IReadOnlyList<FunctionEntry> functions, ICollection<string> problems)
    {
        foreach (var function in functions)
        {
            if (function.Trigger is not HttpTriggerAttribute trigger)
                continue;
            if (!setup.HasAspNetCore)
                problems.Add($"{function}: HTTP functions need builder.ConfigureFunctionsWebApplication().");
            if (!HttpAnswer.CanAnswer(function.ReturnType))
                problems.Add($"{function}: nothing answers with a {function.ReturnType.Name}; return IActionResult, IResult, or mark a property [HttpResult].");

            var route = SettingNames.Resolve(trigger.Route ?? function.Name, app, function.ToString(), problems);
            try
            {
                _endpoints.Add(Endpoint(new HttpFunction(function, trigger), RoutePatternFactory.Parse(WithPrefix(route))));
            }
            catch (RoutePatternException exception)
            {
                problems.Add($"{function}: the route '{route}' cannot be read: {exception.Message}");
            }
        }
    }

    private string WithPrefix(string route)
    {
        var prefix = settings.RoutePrefix.Trim('/');
        return prefix.Length == 0 ? route : $"{prefix}/{route}";
    }

    private Endpoint Endpoint(HttpFunction http, RoutePattern route)
    {
        var builder = new RouteEndpointBuilder(context => requests.AnswerAsync(http, context), route, order: 0) { DisplayName = http.Function.Name };
        builder.Metadata.Add(http);
        builder.Metadata.Add(new HttpMethodMetadata(http.Trigger.Methods ?? []));
        return builder.Build();
    }
}
