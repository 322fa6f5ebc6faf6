using Azure.Storage.Queues;
using LaunchAgent.Contracts.Json;

namespace LaunchAgent.Core.Wakeups;

/// <summary>Leaves messages on agents' queues of wake-ups: things to look at again, now or later. A wake-up carries no facts, so losing one costs time only.</summary>
/// <param name="queue">This agent's queue of wake-ups.</param>
/// <param name="byName">Any agent's, by its name.</param>
public sealed class WakeupQueue(QueueClient queue, Func<string, QueueClient> byName)
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    /// <summary>The longest delay: a queue hides a message for a week at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1);

    /// <summary>Sends a wake-up that is seen after a delay.</summary>
    /// <param name="wakeup">What to look at.</param>
    /// <param name="delay">The delay; queues count whole seconds, so it is rounded up.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task SendAsync(Wakeup wakeup, TimeSpan delay, CancellationToken cancellationToken) => SendAsync(queue, wakeup, delay, cancellationToken);

    /// <summary>Sends a wake-up to another agent.</summary>
    /// <exception cref="Azure.RequestFailedException">The queue does not exist, or storage does not answer.</exception>
    public Task SendToAsync(string queueName, Wakeup wakeup, TimeSpan delay, CancellationToken cancellationToken) =>
        SendAsync(byName(queueName), wakeup, delay, cancellationToken);

    /// <summary>Asks for another dispatch of a queue, its future launches included.</summary>
    public Task DispatchLaterAsync(string queue, TimeSpan delay, CancellationToken cancellationToken) =>
        SendAsync(new Wakeup(WakeupKind.Dispatch) { Queue = queue }, delay, cancellationToken);

    private static Task SendAsync(QueueClient to, Wakeup wakeup, TimeSpan delay, CancellationToken cancellationToken) =>
        to.SendMessageAsync(ContractJson.Serialize(wakeup), Visibility(delay), Forever, cancellationToken);

    private static TimeSpan Visibility(TimeSpan delay) =>
        delay <= TimeSpan.Zero ? TimeSpan.Zero : delay >= Longest ? Longest : TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
}
