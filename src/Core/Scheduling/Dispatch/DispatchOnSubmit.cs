using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Delayed;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>
/// What follows when a launch was recorded: it is offered a slot at once, or when it is due. A failure is only logged: the launch is recorded,
/// and the safety timer offers it again.
/// </summary>
public sealed class DispatchOnSubmit(
    Dispatcher dispatcher, BackgroundDispatch background, DelayedDispatch chain, AgentOptions agent, TimeProvider time, ILogger<DispatchOnSubmit> logger)
{
    // Long enough for the dispatch beside the request to be over, short enough for nobody to wonder when that died.
    private static readonly TimeSpan WakeUpAfter = TimeSpan.FromSeconds(2);

    /// <summary>Offers a launch a slot before it returns, as a message can wait for that.</summary>
    public Task TryAsync(AcceptedLaunch accepted, CancellationToken cancellationToken) => TryAsync(
        accepted,
        () => accepted.DueAt > time.GetUtcNow()
            ? chain.LookAtAsync(accepted.Queue, accepted.DueAt, cancellationToken)
            : dispatcher.DispatchAsync(accepted.Queue, cancellationToken),
        cancellationToken);

    /// <summary>
    /// Leaves a wake-up for each queue and second in which some of the launches are due, and has the queues of those that are due now dispatched
    /// beside the request. Its caller may have gone, but the launches are there: nothing ends this early.
    /// </summary>
    public async Task LeaveAsync(IEnumerable<AcceptedLaunch> accepted)
    {
        var now = time.GetUtcNow();
        foreach (var launch in accepted.OrderBy(launch => launch.DueAt).DistinctBy(launch => (launch.Queue, Seconds: SecondsUntil(launch.DueAt, now))))
        {
            if (launch.DueAt <= now)
                background.Ask(launch.Queue);

            // Who serves a queue of others is told by the dispatch itself, at once or when it is due.
            if (launch.DueAt > now || agent.Serves(launch.Queue))
                await TryAsync(launch, () => chain.LookAtAsync(launch.Queue, Later(launch.DueAt, now + WakeUpAfter), CancellationToken.None), CancellationToken.None);
        }
    }

    private async Task TryAsync(AcceptedLaunch accepted, Func<Task> dispatchAsync, CancellationToken cancellationToken)
    {
        try
        {
            await dispatchAsync();
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            logger.DispatchFailed(fault, accepted.Id.ToString(), accepted.Queue);
        }
    }

    private static long SecondsUntil(DateTimeOffset due, DateTimeOffset now) => Math.Max(0, (long)Math.Ceiling((due - now).TotalSeconds));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
