using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Submission;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Dispatching;

/// <summary>Takes launches in and runs those that were claimed; each run leaves a line when it begins and one when it ends, with the machine's monotonic clock.</summary>
internal sealed class Work(ClaimHost host, string marks) : IAsyncDisposable
{
    private readonly StreamWriter _marks = new(marks) { AutoFlush = true };
    private readonly ConcurrentDictionary<string, Task> _runs = new(StringComparer.Ordinal);

    public void Begin(ClaimedLaunch claim) => _runs.GetOrAdd(claim.InstanceId, _ => Task.Run(() => RunAsync(claim)));

    public Task EndedAsync() => Task.WhenAll(_runs.Values);

    /// <summary>Takes a launch in and dispatches its queue, as intake does.</summary>
    public async ValueTask SubmitAsync(string queue, string name)
    {
        var now = DateTimeOffset.UtcNow;
        var launch = new LaunchRow
        {
            Id = LaunchId.Create(queue, now, name),
            Queue = queue,
            Name = name,
            CreatedAt = now,
            DueAt = now,
            Submitted = "{}",
            Executor = ExecutorCatalog.Process,
        };
        await host.Get<LaunchInsert>().InsertAsync(launch, new LaunchSpec(), "test", CancellationToken.None);
        await host.DispatchAsync(queue);
    }

    /// <summary>Dispatches a queue again and again, as timers and wake-ups do.</summary>
    public async Task DispatchEveryAsync(string queue, TimeSpan interval, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
                await host.DispatchAsync(queue);
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    public ValueTask DisposeAsync() => _marks.DisposeAsync();

    private async Task RunAsync(ClaimedLaunch claim)
    {
        Mark("start", claim);
        using (var run = new PeriodicTimer(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 40))))
            await run.WaitForNextTickAsync();
        Mark("end", claim);

        var id = LaunchId.Parse(claim.LaunchId);
        var row = await host.Get<LaunchTables>().Launches.FindAsync(id.Partition, RowKeys.Launch(id), CancellationToken.None);
        var launch = LaunchRow.From(row!);
        var isEnded = await host.Get<LaunchTransitions>().TryCompleteAsync(
            launch, claim, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0), new LaunchOutcome(LaunchState.Finished, Error: null), StoredResult.None, CancellationToken.None);
        if (!isEnded)
            throw new InvalidOperationException($"The claim of {claim.InstanceId} was not its own.");
        await host.Get<Outbox>().WorkOffAsync(id, claim.Claim, launch.Queue, launch.Limits, CancellationToken.None);
    }

    private void Mark(string what, ClaimedLaunch claim)
    {
        lock (_marks)
            _marks.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} {what} {claim.InstanceId}"));
    }
}
