using Azure.Storage.Queues;
using LaunchAgent.Contracts;

namespace LaunchAgent.Functions.Launches;

/// <summary>Leaves messages on this agent's queue of nudges: things to look at again, now or later. A nudge carries no facts, so losing one costs time only.</summary>
public sealed class Nudges(QueueClient queue)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    // A queue hides a message for a week at most; what is due later is released by the safety timer.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1);

    /// <summary>Sends a nudge that is seen after a delay.</summary>
    /// <param name="nudge">What to look at.</param>
    /// <param name="delay">The delay; queues count whole seconds, so it is rounded up.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task SendAsync(Nudge nudge, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(
            ContractJson.Serialize(nudge), Visibility(delay), Forever, cancellationToken);

    /// <summary>Asks for another dispatch of a queue, its future launches included.</summary>
    public Task DispatchLaterAsync(string queue, TimeSpan delay, CancellationToken cancellationToken) =>
        SendAsync(new Nudge(NudgeKind.Dispatch) { Queue = queue }, delay, cancellationToken);

    private static TimeSpan Visibility(TimeSpan delay) =>
        delay <= TimeSpan.Zero ? TimeSpan.Zero : delay >= Longest ? Longest : TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
}
