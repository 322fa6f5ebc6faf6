using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Wakeups;

/// <summary>
/// Keeps one chain of watch messages alive while this agent has active attempts: each message watches once and sends the
/// next. A row with the number of the next link keeps copies from starting chains of their own.
/// </summary>
public sealed class AttemptMonitorLoop(LaunchTables tables, AgentOptions agent, WakeupQueue wakeups, OperationIds operations, TimeProvider time, ReconcileOptions options)
{
    private const string Partition = "watch";

    private readonly string _row = Hash.Short(agent.Name, Hash.KeyLength);

    // Until then a link is known to be on its way, and storage need not be asked. Only until it is due: what becomes of it then, here or on
    // another host, this process cannot know.
    private long _aliveUntil;

    /// <summary>Starts a chain unless one is alive.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow().UtcTicks < Interlocked.Read(ref _aliveUntil))
            return;

        // A link that is late is lost: its message was never sent, or its host died with it.
        var row = await tables.Directory.FindAsync(Partition, _row, cancellationToken);
        if (row is not null && row.GetTime("next_at") is { } next && next + options.MonitorPatience > time.GetUtcNow())
        {
            Interlocked.Exchange(ref _aliveUntil, next.UtcTicks);
            return;
        }

        // Not at once: nothing of a claim that was made this moment is to be seen yet, and an end here tells of itself.
        var link = new Wakeup(WakeupKind.Watch) { Chain = operations.Next(), Link = 1 };
        await GoOnAsync(row, link, MonitorInterval.Shortest, cancellationToken);
    }

    /// <summary>Watches once and sends the next link, or ends the chain when nothing is left to watch.</summary>
    /// <param name="link">The link that arrived.</param>
    /// <param name="lookAsync">Watches; returns when the youngest claim was made, or null when there is none.</param>
    /// <param name="anyLeftAsync">Whether there is anything to watch.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task FollowAsync(
        Wakeup link,
        Func<CancellationToken, Task<DateTimeOffset?>> lookAsync,
        Func<CancellationToken, Task<bool>> anyLeftAsync,
        CancellationToken cancellationToken)
    {
        var row = await tables.Directory.FindAsync(Partition, _row, cancellationToken);
        if (row is null || row.GetText("chain") != link.Chain || row.GetInt64("link") != link.Link)
            return;

        if (await lookAsync(cancellationToken) is { } youngest)
        {
            var interval = MonitorInterval.After(time.GetUtcNow() - youngest);
            await GoOnAsync(row, link with { Link = link.Link + 1 }, interval, cancellationToken);
            return;
        }

        // Before the row says so: a claim that still trusts this was committed before the second look below.
        Interlocked.Exchange(ref _aliveUntil, 0);
        if (await TryWriteAsync(row, link with { Link = link.Link + 1 }, nextAt: null, cancellationToken)
                 && await anyLeftAsync(cancellationToken))
        {
            // A claim that saw the chain alive just before it ended relies on this second look, and may have noted that.
            Interlocked.Exchange(ref _aliveUntil, 0);
            await EnsureAsync(cancellationToken);
        }
    }

    private async Task GoOnAsync(TableEntity? before, Wakeup link, TimeSpan interval, CancellationToken cancellationToken)
    {
        var due = time.GetUtcNow() + interval;
        if (!await TryWriteAsync(before, link, due, cancellationToken))
            return;
        await wakeups.SendAsync(link, interval, cancellationToken);
        Interlocked.Exchange(ref _aliveUntil, due.UtcTicks);
    }

    private async Task<bool> TryWriteAsync(TableEntity? before, Wakeup link, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, _row)
        {
            ["agent"] = agent.Name,
            ["chain"] = link.Chain,
            ["link"] = link.Link,
            ["next_at"] = RowTime.Of(nextAt),
        };
        var action = before is null
            ? new TableTransactionAction(TableTransactionActionType.Add, row)
            : new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, before.ETag);
        if ((await tables.Directory.CommitAsync([action], cancellationToken)).IsCommitted)
            return true;

        // A refusal may be the echo of an own write whose answer was lost.
        var now = await tables.Directory.FindAsync(Partition, _row, cancellationToken);
        return now is not null && now.GetText("chain") == link.Chain && now.GetInt64("link") == link.Link;
    }
}
