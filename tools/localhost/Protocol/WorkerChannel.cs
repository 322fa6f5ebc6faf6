using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Grpc.Core;
using LaunchAgent.LocalHost.Settings;
using Content = LaunchAgent.LocalHost.Protocol.StreamingMessage.ContentOneofCase;

namespace LaunchAgent.LocalHost.Protocol;

/// <summary>The conversation with one worker process, from its first word to its end.</summary>
internal sealed class WorkerChannel(ILoggerFactory loggers)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _awaited = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new();
    private volatile Exception? _failure;

    /// <summary>The functions that the worker has loaded, by name: all but those that are switched off.</summary>
    public Dictionary<string, RpcFunctionMetadata> Functions { get; private set; } = [];

    /// <summary>Where the worker answers HTTP requests, if it has ASP.NET Core in it.</summary>
    public Uri? HttpUri { get; private set; }

    /// <summary>Ends when the worker no longer listens.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Speaks with a worker until one side ends it.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> incoming, IAsyncStreamWriter<StreamingMessage> outgoing, CancellationToken cancel)
    {
        _connected.TrySetResult();
        var sending = SendAsync(outgoing, cancel);
        try
        {
            while (await incoming.MoveNext(cancel))
                Receive(incoming.Current);
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The worker's process ended, which its keeper sees.
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            _closed.TrySetResult();
            await sending;
        }
    }

    /// <summary>Waits for the worker, learns what it is, and has it load its functions.</summary>
    public async Task OpenAsync(AppFolder app, CancellationToken cancel)
    {
        await _connected.Task.WaitAsync(cancel);
        var init = new WorkerInitRequest { HostVersion = "4.1000.0", WorkerDirectory = app.Folder, FunctionAppDirectory = app.Folder };
        var worker = (await AskAsync(new() { WorkerInitRequest = init }, Content.WorkerInitResponse, "", cancel)).WorkerInitResponse;
        Check(worker.Result, "The worker could not start");
        HttpUri = worker.Capabilities.TryGetValue("HttpUri", out var uri) ? new Uri(uri) : null;

        var ask = new FunctionsMetadataRequest { FunctionAppDirectory = app.Folder };
        var answer = await AskAsync(new() { FunctionsMetadataRequest = ask }, Content.FunctionMetadataResponse, "", cancel);
        Check(answer.FunctionMetadataResponse.Result, "The worker could not tell its functions");
        Functions = answer.FunctionMetadataResponse.FunctionMetadataResults
            .Where(function => !app.IsDisabled(function.Name))
            .ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
        await Task.WhenAll(Functions.Values.Select(function => LoadAsync(function, cancel)));
    }

    /// <summary>
    /// Has the worker run a function. Cancelling tells the worker so; the answer is still awaited, unless <paramref name="drop"/> says
    /// that nobody waits for it any more.
    /// </summary>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancel, CancellationToken drop = default)
    {
        await using var _ = cancel.UnsafeRegister(_ => SendCancel(request.InvocationId), null);
        var answer = await AskAsync(new() { InvocationRequest = request }, Content.InvocationResponse, request.InvocationId, drop);
        return answer.InvocationResponse;
    }

    public void SendTerminate() => _outgoing.Writer.TryWrite(new() { WorkerTerminate = new() });

    /// <summary>The worker is gone: whatever it owes an answer fails.</summary>
    public void Fail(Exception failure)
    {
        _failure = failure;
        _connected.TrySetException(failure);
        _outgoing.Writer.TryComplete();
        foreach (var key in _awaited.Keys)
            if (_awaited.TryRemove(key, out var waiting))
                waiting.TrySetException(failure);
    }

    private async Task LoadAsync(RpcFunctionMetadata function, CancellationToken cancel)
    {
        var request = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function };
        var answer = await AskAsync(new() { FunctionLoadRequest = request }, Content.FunctionLoadResponse, function.FunctionId, cancel);
        Check(answer.FunctionLoadResponse.Result, $"The worker could not load the function {function.Name}");
    }

    private static void Check(StatusResult? result, string trouble)
    {
        if (result is { Status: StatusResult.Types.Status.Failure })
            throw new HostException($"{trouble}: {result.Exception?.Message ?? result.Result}");
    }

    private async Task<StreamingMessage> AskAsync(StreamingMessage message, Content expected, string id, CancellationToken cancel)
    {
        var key = Key(expected, id);
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[key] = answer;
        _outgoing.Writer.TryWrite(message);
        // After the entry is there: the worker may have gone before.
        if (_failure is { } failure)
            answer.TrySetException(failure);
        try
        {
            return await answer.Task.WaitAsync(cancel);
        }
        finally
        {
            _awaited.TryRemove(key, out _);
        }
    }

    private void SendCancel(string invocation) =>
        _outgoing.Writer.TryWrite(new() { InvocationCancel = new() { InvocationId = invocation } });

    private async Task SendAsync(IAsyncStreamWriter<StreamingMessage> outgoing, CancellationToken cancel)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancel))
                await outgoing.WriteAsync(message, cancel);
        }
        catch (Exception ended) when (ended is OperationCanceledException or InvalidOperationException or IOException)
        {
            // The stream has ended: what the worker owes fails when its process is found gone.
        }
    }

    private void Receive(StreamingMessage message)
    {
        if (message.ContentCase == Content.RpcLog)
        {
            Log(message.RpcLog);
            return;
        }
        var id = message.ContentCase switch
        {
            Content.FunctionLoadResponse => message.FunctionLoadResponse.FunctionId,
            Content.InvocationResponse => message.InvocationResponse.InvocationId,
            _ => "",
        };
        if (_awaited.TryGetValue(Key(message.ContentCase, id), out var waiting))
            waiting.TrySetResult(message);
    }

    private static string Key(Content answer, string id) => $"{answer} {id}";

    private void Log(RpcLog log)
    {
        var logger = _loggers.GetOrAdd(log.Category is { Length: > 0 } category ? category : "Worker", loggers.CreateLogger);
        var text = log.Exception is { } exception ? $"{log.Message}{Environment.NewLine}{exception.Message}" : log.Message;
        _ = int.TryParse(log.EventId, NumberStyles.Integer, CultureInfo.InvariantCulture, out var id);
        logger.Log((LogLevel)log.Level, id, text, null, static (state, _) => state);
    }
}
