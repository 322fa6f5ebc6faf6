using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Submission;

/// <summary>Bounds how many sets of labels a queue's waiting launches may have: a claim reads the first due rows of each set that its agent takes.</summary>
public sealed class LabelSetLimit(LaunchTables tables)
{
    /// <summary>The most sets in one queue. Arrivals at the same moment may exceed it by a few.</summary>
    public const int Maximum = 32;

    /// <summary>What is wrong with the labels of a new launch; null when they may come in. Launches without labels cost no call.</summary>
    public async Task<Problem?> CheckAsync(QueueHeader header, IEnumerable<string> labels, SpecScope scope, CancellationToken cancellationToken)
    {
        var set = LabelSetRow.Of([.. labels, .. header.Config.Labels]);
        if (set.Labels.Count == 0 || scope.Has(header.Partition, set.Hash))
            return null;

        if (await tables.Launches.FindAsync(header.Partition, RowKeys.LabelSet(set.Hash), cancellationToken) is null)
        {
            var known = await tables.Launches.QueryPrefixAsync(header.Partition, RowKeys.LabelSets, Maximum, cancellationToken);
            if (known.Select(row => row.RowKey[RowKeys.LabelSets.Length..]).Union(scope.Taken(header.Partition)).Count() >= Maximum)
                return TooMany(header);
        }

        scope.Take(header.Partition, set.Hash);
        return null;
    }

    private static Problem TooMany(QueueHeader header) => new(
        "/labels",
        "too_many_label_sets",
        $"Launches that wait in queue '{header.Queue}' have {Maximum} different sets of labels already, the most a queue may have. Use one of those sets, another queue, or wait until some have been claimed.");
}
