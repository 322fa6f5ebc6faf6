using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>A label set that has, or had, waiting launches. Written with every arrival, deleted by reconciliation only.</summary>
/// <param name="Hash">The hash in the keys of its due rows.</param>
/// <param name="Labels">The labels, normalised.</param>
public sealed record LabelSetRow(string Hash, IReadOnlyList<string> Labels)
{
    /// <summary>The row of a set of labels.</summary>
    public static LabelSetRow Of(IEnumerable<string> labels)
    {
        var normalised = LabelSet.Normalised(labels);
        return new LabelSetRow(LabelSet.HashOf(normalised), normalised);
    }

    /// <summary>Reads the row.</summary>
    public static LabelSetRow From(TableEntity row) => new(
        row.RowKey[RowKeys.LabelSets.Length..],
        row.GetJson<IReadOnlyList<string>>("labels") ?? []);

    /// <summary>The whole row.</summary>
    public TableEntity ToEntity(string partition) => new(partition, RowKeys.LabelSet(Hash)) { ["labels"] = RowJson.Of(Labels) };
}
