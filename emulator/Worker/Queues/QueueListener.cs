using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsEmulator.Discovery;
using FunctionsEmulator.Faults;
using FunctionsEmulator.Invocation;
using FunctionsEmulator.Settings;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Queues;

/// <summary>Polls one queue for one function. Delays follow the real clock, because the queue's own visibility does.</summary>
internal sealed class QueueListener(
    FunctionEntry function, QueueClient queue, QueueProcessor processor, QueueSettings settings, FunctionRunner runner, ILogger logger)
{
    private readonly CancellationTokenSource _stopPolling = new();
    private readonly CancellationTokenSource _stopFunctions = new();
    private readonly List<Task> _running = [];
    private Task _polling = Task.CompletedTask;

    public void Start() => _polling = Task.Run(PollAsync);

    /// <summary>Asks running functions to end and waits for them; the token says for how long.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopPolling.CancelAsync();
        await _stopFunctions.CancelAsync();
        await _polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_running).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PollAsync()
    {
        FaultScope.Current = FaultScope.Listener;
        var delays = new PollingDelay(settings.MaxPollingInterval);
        var exists = false;
        var foundBefore = false;
        while (!_stopPolling.IsCancellationRequested)
        {
            QueueMessage[] messages = [];
            try
            {
                // Asked once, so that a missing queue does not fill the log with 404s.
                exists = exists || await queue.ExistsAsync(_stopPolling.Token);
                if (exists)
                    messages = await queue.ReceiveMessagesAsync(settings.BatchSize, settings.ProcessingLock, _stopPolling.Token);
            }
            catch (OperationCanceledException) when (_stopPolling.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                exists = false;
                Log.PollFailed(logger, queue.Name, exception);
            }

            if (messages.Length == 0)
            {
                var delay = delays.Next(foundBefore, Random.Shared.NextDouble());
                foundBefore = false;
                await Task.Delay(delay, _stopPolling.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            foundBefore = true;
            _running.AddRange(messages.Select(ProcessAsync));
            while (_running.Count > settings.NewBatchThreshold && !_stopPolling.IsCancellationRequested)
                _running.Remove(await Task.WhenAny(_running).WaitAsync(_stopPolling.Token));
        }
    }

    private async Task ProcessAsync(QueueMessage message)
    {
        try
        {
            if (!await processor.BeginAsync(message, CancellationToken.None))
                return;
            var processing = new ProcessingLock(queue, message, settings.ProcessingLock, logger);
            bool succeeded;
            await using (processing)
                succeeded = await RunAsync(message);

            // Not cancelled by a stop: a finished message that is not deleted would run again.
            await processor.CompleteAsync(processing.Message, succeeded, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The lock ends by itself, and the message comes again.
            Log.CompleteFailed(logger, queue.Name, message.MessageId, exception);
        }
    }

    private async Task<bool> RunAsync(QueueMessage message)
    {
        try
        {
            await runner.RunAsync(new FunctionInvocation(function, message, _stopFunctions.Token) { Data = Metadata(message) });
            return true;
        }
        catch (Exception)
        {
            // Whatever user code throws means the same: the runner has logged it, and the message comes again.
            return false;
        }
    }

    private static Dictionary<string, object?> Metadata(QueueMessage message)
    {
        var text = message.Body.ToString();
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in TopLevelProperties(text))
            data[name] = value;
        data["QueueTrigger"] = text;
        data["DequeueCount"] = message.DequeueCount;
        data["ExpirationTime"] = message.ExpiresOn;
        data["Id"] = message.MessageId;
        data["InsertionTime"] = message.InsertedOn;
        data["NextVisibleTime"] = message.NextVisibleOn;
        data["PopReceipt"] = message.PopReceipt;
        return data;
    }

    private static IEnumerable<(string Name, string? Value)> TopLevelProperties(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
            return [];
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateObject().Select(p => (p.Name, Text(p.Value)))];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
