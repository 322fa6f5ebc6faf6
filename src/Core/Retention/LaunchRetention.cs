using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Retention;

/// <summary>
/// Removes launches that ended longer ago than they are to be kept: once a day, a few pages of launches a run, in the queues of this agent,
/// among the rejected, and in queues that nobody serves. Whoever moves the queue's row does the page; a host that dies in it leaves a lease that passes.
/// </summary>
public sealed class LaunchRetention(
    LaunchTables tables,
    AgentOptions agent,
    UnservedQueues unserved,
    RetentionOptions options,
    LaunchRemoval removal,
    TimeProvider time,
    ILogger<LaunchRetention> logger) : IAgentRepair
{
    private const int PageSize = 50;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    // Saves asking every minute for what happens once a day.
    private readonly Dictionary<string, DateTimeOffset> _notBefore = new(StringComparer.Ordinal);
    private readonly OnceADay _list = new(time);
    private IReadOnlyList<string> _unserved = [];

    /// <inheritdoc />
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        if (options.Keep is not { } keep)
            return;

        await StepAllAsync([.. agent.Queues.Append(QueueNames.Rejected).Select(LaunchId.PartitionOf)], keep, cancellationToken);
        if (_list.IsDue)
        {
            _unserved = await unserved.ListAsync(cancellationToken);
            _list.Done();
        }

        await StepAllAsync(_unserved, keep, cancellationToken);
    }

    private async Task StepAllAsync(IReadOnlyList<string> partitions, TimeSpan keep, CancellationToken cancellationToken)
    {
        foreach (var partition in partitions)
        {
            var now = time.GetUtcNow();
            if (NotBefore(partition) <= now)
                await StepAsync(partition, now - keep, cancellationToken);
        }
    }

    private async Task StepAsync(string partition, DateTimeOffset before, CancellationToken cancellationToken)
    {
        for (var enough = time.GetUtcNow() + Budget; time.GetUtcNow() < enough;)
        {
            var row = await ReadAsync(partition, cancellationToken);
            var lease = time.GetUtcNow() + Lease;
            if (row.NextAt > time.GetUtcNow() || !await TryWriteAsync(row, lease, row.From, cancellationToken))
            {
                // Done for today, or at least until the lease of whoever does it has passed.
                NotBefore(partition, row.NextAt > time.GetUtcNow() ? row.NextAt : lease);
                return;
            }

            var next = await RemovePageAsync(partition, row.From, before, cancellationToken);

            // Somebody else goes on from here if this took longer than the lease.
            if (await ReadAsync(partition, cancellationToken) is var leased && leased.NextAt == lease)
                await TryWriteAsync(leased, next is null ? time.GetUtcNow() + Pause : time.GetUtcNow(), next, cancellationToken);
        }
    }

    // The key to go on from; null at the end.
    private async Task<string?> RemovePageAsync(
        string partition, string? from, DateTimeOffset before, CancellationToken cancellationToken)
    {
        // Rows sort newest first, and what ended before a time was submitted before it.
        var page = await tables.Launches.QueryAsync(
            partition, from ?? RowKeys.Launches + LaunchId.TimePartOf(before), RowRange.EndOf(RowKeys.Launches), PageSize, cancellationToken);
        foreach (var row in page)
        {
            try
            {
                await RemoveAsync(row, before, cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The others must not wait for it. Its turn comes again the next day.
                logger.NotRemoved(fault, row.RowKey);
            }
        }

        return page.Count < PageSize ? null : page[^1].RowKey + " ";
    }

    private async Task RemoveAsync(TableEntity row, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var launch = LaunchRow.From(row);
        if (!(launch.EndedAt < before))
            return;

        await removal.RemoveAsync(launch, cancellationToken);
        logger.Removed(launch.Id.ToString(), launch.EndedAt.Value);
    }

    private async Task<bool> TryWriteAsync(RetentionRow read, DateTimeOffset nextAt, string? from, CancellationToken cancellationToken) =>
        (await tables.Directory.CommitAsync([read.ReplaceBy(nextAt, from)], cancellationToken)).IsCommitted;

    private async Task<RetentionRow> ReadAsync(string partition, CancellationToken cancellationToken) =>
        RetentionRow.Read(partition, await tables.Directory.FindAsync(RetentionRow.Partition, partition, cancellationToken));

    private DateTimeOffset NotBefore(string partition)
    {
        lock (_notBefore)
            return _notBefore.GetValueOrDefault(partition);
    }

    private void NotBefore(string partition, DateTimeOffset at)
    {
        lock (_notBefore)
            _notBefore[partition] = at;
    }
}
