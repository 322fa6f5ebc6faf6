using Azure.Storage.Queues;
using LaunchAgent.Contracts.Json;

namespace LaunchAgent.Core.Wakeups;

/// <summary>Leaves messages on agents' queues of nudges: things to look at again, now or later. A nudge carries no facts, so losing one costs time only.</summary>
/// <param name="queue">This agent's queue of nudges.</param>
/// <param name="byName">Any agent's, by its name.</param>
public sealed class Nudges(QueueClient queue, Func<string, QueueClient> byName)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    /// <summary>The longest delay: a queue hides a message for a week at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1);

    /// <summary>Sends a nudge that is seen after a delay.</summary>
    /// <param name="nudge">What to look at.</param>
    /// <param name="delay">The delay; queues count whole seconds, so it is rounded up.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task SendAsync(Nudge nudge, TimeSpan delay, CancellationToken cancellationToken) => SendAsync(queue, nudge, delay, cancellationToken);

    /// <summary>Sends a nudge to another agent.</summary>
    /// <exception cref="Azure.RequestFailedException">The queue does not exist, or storage does not answer.</exception>
    public Task SendToAsync(string queueName, Nudge nudge, TimeSpan delay, CancellationToken cancellationToken) =>
        SendAsync(byName(queueName), nudge, delay, cancellationToken);

    /// <summary>Asks for another dispatch of a queue, its future launches included.</summary>
    public Task DispatchLaterAsync(string queue, TimeSpan delay, CancellationToken cancellationToken) =>
        SendAsync(new Nudge(NudgeKind.Dispatch) { Queue = queue }, delay, cancellationToken);

    private static Task SendAsync(QueueClient to, Nudge nudge, TimeSpan delay, CancellationToken cancellationToken) =>
        to.SendMessageAsync(ContractJson.Serialize(nudge), Visibility(delay), Forever, cancellationToken);

    private static TimeSpan Visibility(TimeSpan delay) =>
        delay <= TimeSpan.Zero ? TimeSpan.Zero : delay >= Longest ? Longest : TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
}
