using System.Collections.Concurrent;
using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Scheduling.Delayed;

/// <summary>
/// Has a run queue looked at again while something waits in it that this agent may claim later: at the next due time when that is known, else after a
/// back-off. There is at most one such wake-up on its way for each queue of an agent; whoever needs an earlier one replaces it. A chain ends by itself:
/// the look after which nothing waits sends no other, and writes nothing.
/// </summary>
public sealed class DelayedDispatch(LaunchTables tables, AgentOptions agent, WakeupQueue wakeups, OperationIds operations, Random random, TimeProvider time)
{
    // Each try is won by somebody who has sent one, too.
    private const int Tries = 5;

    // How long after its wake-up a look is still the one that the wake-up asked for.
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(10);

    // Until then a wake-up is known to be on its way, and storage need not be asked.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _known = new(StringComparer.Ordinal);

    // The wake-up for which a queue was looked at last, and whether that look claimed something.
    private readonly ConcurrentDictionary<string, (string Id, bool HasClaimed)> _followed = new(StringComparer.Ordinal);

    /// <summary>Has a queue looked at when a launch of it becomes due. Of a queue that other agents serve they are told then.</summary>
    public Task LookAtAsync(string queue, DateTimeOffset due, CancellationToken cancellationToken) => agent.Serves(queue)
        ? EnsureAsync(queue, due, step => (due, step), cancellationToken)
        : wakeups.DispatchLaterAsync(queue, due - time.GetUtcNow(), cancellationToken);

    /// <summary>Has a queue looked at again after a back-off, because something in it waits for what others do.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="roomAt">When there will be room in any case; null when that is not known.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task LookAgainAsync(string queue, DateTimeOffset? roomAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return EnsureAsync(
            queue,
            Earlier(now + PollBackoff.Longest(agent.LongestPollWait), roomAt),
            step => (Earlier(now + PollBackoff.Delay(step + 1, agent.LongestPollWait, random.NextDouble()), roomAt), step + 1),
            cancellationToken);
    }

    /// <summary>Notes that launches of a queue were claimed: the back-off begins anew.</summary>
    public void Claimed(string queue)
    {
        if (_followed.TryGetValue(queue, out var look))
            _followed[queue] = look with { HasClaimed = true };
    }

    /// <summary>Whether a wake-up is the one that was last sent for its queue, which is looked at now.</summary>
    public async Task<bool> TryFollowAsync(string queue, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(queue, cancellationToken) is not { } link || link.Id != id)
            return false;

        _followed[queue] = (id, HasClaimed: false);
        _known.TryRemove(queue, out _);
        return true;
    }

    // A wake-up that comes no later than the limit will do; else one is sent, for the time and with the step that follow from the step so far.
    private async Task EnsureAsync(
        string queue, DateTimeOffset limit, Func<int, (DateTimeOffset At, int Step)> next, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(queue, out var known) && known > now && known <= limit)
            return;

        for (var tries = 0; tries < Tries; tries++)
        {
            var last = await FindAsync(queue, cancellationToken);

            // The clock of the queue service may be ahead: what is being followed is on its way no more.
            var look = _followed.GetValueOrDefault(queue);
            var isFollowed = last is not null && look.Id == last.Id && now < last.At + LookPatience;
            if (!isFollowed && last?.At > now && last.At <= limit)
            {
                _known[queue] = last.At;
                return;
            }

            var goesOn = isFollowed ? !look.HasClaimed : last?.At > now;
            var (at, step) = next(goesOn ? last!.Step : DelayedDispatchRow.NoStep);
            var link = new DelayedDispatchRow(agent.Name, queue, operations.Next(), Earlier(at, now + WakeupQueue.Longest), step);
            if (!await TryWriteAsync(last, link, cancellationToken))
                continue;

            await wakeups.SendAsync(new Wakeup(WakeupKind.Dispatch) { Queue = queue, Chain = link.Id }, link.At - now, cancellationToken);
            _known[queue] = link.At;
            return;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

    private async Task<bool> TryWriteAsync(DelayedDispatchRow? before, DelayedDispatchRow next, CancellationToken cancellationToken)
    {
        var action = before is null
            ? new TableTransactionAction(TableTransactionActionType.Add, next.ToEntity())
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, next.ToEntity(), before.ETag);

        // A refusal may be the echo of an own write whose answer was lost.
        return (await tables.Directory.CommitAsync([action], cancellationToken)).IsCommitted
            || (await FindAsync(next.Queue, cancellationToken))?.Id == next.Id;
    }

    private async Task<DelayedDispatchRow?> FindAsync(string queue, CancellationToken cancellationToken) =>
        await tables.Directory.FindAsync(DelayedDispatchRow.Partition, DelayedDispatchRow.KeyOf(agent.Name, queue), cancellationToken) is { } row
            ? DelayedDispatchRow.From(row)
            : null;
}
