using System.Diagnostics;
using LaunchAgent.LocalHost.Http;
using LaunchAgent.LocalHost.Protocol;
using LaunchAgent.LocalHost.WorkerProcess;
using Microsoft.Azure.WebJobs;

namespace LaunchAgent.LocalHost.Functions;

/// <summary>From a function that the WebJobs SDK runs to the worker that runs it indeed.</summary>
internal sealed class FunctionBridge(WorkerKeeper workers, HttpProxy proxy, TimeProvider time)
{
    private readonly Dictionary<string, HostedFunction> _functions = [];
    private int _running;

    public Type Emit(IEnumerable<HostedFunction> functions)
    {
        foreach (var function in functions)
            _functions.Add(function.Name, function);
        return FunctionType.Emit(_functions.Values, RunAsync);
    }

    /// <summary>Ends when no invocation runs.</summary>
    public async Task IdleAsync(CancellationToken cancel)
    {
        while (Volatile.Read(ref _running) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancel);
    }

    private async Task<object?> RunAsync(string name, object?[] arguments)
    {
        Interlocked.Increment(ref _running);
        try
        {
            return Result(await InvokeAsync(name, arguments));
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    // The arguments are those of FunctionType: the trigger's value, the clients', binding data, cancellation.
    private async Task<InvocationResponse> InvokeAsync(string name, object?[] arguments)
    {
        var function = _functions[name];
        var cancel = (CancellationToken)arguments[^1]!;
        var worker = await workers.WorkerAsync(cancel);

        // A child of the request's activity or of the extension's, where there is one.
        using var activity = new Activity(name).Start();
        // Version 7, because it sorts by time in the logs; made here, because the SDK does not tell its own.
        var request = new InvocationRequest
        {
            InvocationId = Guid.CreateVersion7(time.GetUtcNow()).ToString(),
            FunctionId = worker.Channel.Functions[name].FunctionId,
            TraceContext = new() { TraceParent = activity.Id, TraceState = activity.TraceStateString ?? "" },
        };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = TriggerValue(arguments[0]) });
        foreach (var (client, value) in function.Clients.Zip(arguments.Skip(1)))
            request.InputData.Add(new ParameterBinding { Name = client.Name, Data = TypedValue.From(value) });
        foreach (var (key, value) in ((Binder)arguments[^2]!).BindingData)
            if (value is not null and not HttpContext && key != "sys")
                request.TriggerMetadata[key] = TypedValue.From(value);

        return arguments[0] is HttpContext http
            ? await proxy.ForwardAsync(http, worker.Channel, request)
            : await worker.Channel.InvokeAsync(request, cancel);
    }

    private static TypedData TriggerValue(object? value) => TypedValue.From(value is TimerInfo timer
        ? new { timer.ScheduleStatus, timer.IsPastDue }
        : value);

    private static object? Result(InvocationResponse response) => response.Result.Status switch
    {
        StatusResult.Types.Status.Success => TypedValue.ToObject(response.ReturnValue),
        StatusResult.Types.Status.Cancelled => throw new OperationCanceledException(),
        _ => throw new FunctionFailedException(response.Result),
    };
}

/// <summary>A function threw. The Durable extension reads type, message and stack from the text, so its form matters.</summary>
internal sealed class FunctionFailedException(StatusResult result)
    : Exception($"Result: Failure\nException: {result.Exception?.Message ?? result.Result}\nStack: {result.Exception?.StackTrace}");
