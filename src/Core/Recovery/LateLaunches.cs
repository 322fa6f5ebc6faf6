using System.Collections.Concurrent;
using Azure.Data.Tables;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.WhyWaiting;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Recovery;

/// <summary>
/// Launches that wait for longer than they should are marked, once for each due time. The first due rows are those that other lines read anyway; what stands
/// behind them is looked at by turns, a few pages in a run.
/// </summary>
public sealed class LateLaunches(QueueReader rows, LateMarks marks, TimeProvider time, ILogger<LateLaunches> logger) : IQueueRepair
{
    private const int MostPages = 4;
    private const int MostMarks = 990;

    // No key has it, and it sorts before all that they have.
    private const string Behind = "!";

    private readonly ConcurrentDictionary<string, string> _next = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public async Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
    {
        var waiting = await scope.WaitingAsync(cancellationToken);
        var late = LateOf(waiting.Due).Take(MostMarks).ToList();
        var marked = await marks.WriteAsync(late, cancellationToken);
        if (waiting.IsAll)
            _next.TryRemove(scope.Queue, out _);
        else
            marked += await HealBehindAsync(scope.Queue, waiting.Due[^1].RowKey, MostMarks - late.Count, cancellationToken);
        if (marked > 0)
            logger.Late(scope.Queue, marked);
    }

    private async Task<int> HealBehindAsync(string queue, string first, int mostMarks, CancellationToken cancellationToken)
    {
        var marked = 0;
        var from = _next.TryGetValue(queue, out var next) && string.CompareOrdinal(next, first) > 0 ? next : first + Behind;
        for (var page = 0; page < MostPages && mostMarks > 0; page++)
        {
            var due = await rows.DuePageAsync(queue, from, cancellationToken);
            var late = LateOf(due).ToList();
            marked += await marks.WriteAsync(late.Take(mostMarks), cancellationToken);
            mostMarks -= late.Count;
            if (mostMarks < 0)
                break;

            // From the beginning again, in the next run.
            from = due.Count < QueueReader.CountedExactly ? "" : due[^1].RowKey + Behind;
            if (from.Length == 0)
                break;
        }

        _next[queue] = from;
        return marked;
    }

    private IEnumerable<DueRow> LateOf(IEnumerable<TableEntity> due)
    {
        var now = time.GetUtcNow();
        return due.Select(DueRow.From).Where(row => !row.IsLate && now - row.DueAt > Lateness.Allowed);
    }
}
