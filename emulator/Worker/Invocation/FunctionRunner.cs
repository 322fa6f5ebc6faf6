using System.Diagnostics;
using System.Reflection;
using FunctionsEmulator.Faults;
using FunctionsEmulator.Hosting;
using FunctionsEmulator.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Invocation;

/// <summary>Runs functions through the app's middleware, each in a scope of services, and sends what they put out.</summary>
internal sealed class FunctionRunner(
    EmulatorSetup setup, IServiceScopeFactory scopes, QueueOutputs outputs, ILogger<FunctionRunner> logger)
{
    private readonly FunctionExecutionDelegate _pipeline =
        setup.Middleware.Reverse().Aggregate((FunctionExecutionDelegate)CallAsync, (next, middleware) => middleware(next));

    /// <summary>Runs the function once. <paramref name="answer"/> runs after the middleware and before the scope ends.</summary>
    public async Task<object?> RunAsync(FunctionInvocation invocation, Func<object?, Task>? answer = null)
    {
        var name = invocation.Function.Name;
        FaultScope.Current = name;
        var started = Stopwatch.GetTimestamp();
        Log.Executing(logger, name, invocation.Id);
        try
        {
            await using var context = new InvocationContext(invocation, scopes);
            await _pipeline(context);
            if (answer is not null)
                await answer(invocation.Result);
            if (invocation.Result is { } result)
                await outputs.SendAsync(invocation.Function, result, invocation.CancellationToken);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, name, invocation.Id, Stopwatch.GetElapsedTime(started).TotalMilliseconds, exception);
            throw;
        }

        Log.Executed(logger, name, invocation.Id, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return invocation.Result;
    }

    private static async Task CallAsync(FunctionContext context)
    {
        var invocation = ((InvocationContext)context).Invocation;
        var function = invocation.Function;
        var instance = function.Method.IsStatic
            ? null
            : ActivatorUtilities.CreateInstance(context.InstanceServices, function.Method.DeclaringType!);
        var arguments = function.Arguments.Select(bind => bind(invocation)).ToArray();
        var returned = function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        if (returned is not Task task)
        {
            invocation.Result = returned;
            return;
        }

        await task;
        if (function.ReturnType != typeof(void))
            invocation.Result = task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task);
    }
}
