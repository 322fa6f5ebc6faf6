using Azure.Data.Tables;

namespace LaunchAgent.Core.Queues;

/// <summary>The rows that tell who waits in a run queue, as they are stored.</summary>
/// <param name="LabelSets">The label sets, read first: of one that has no due row among <paramref name="Due"/> there was none since.</param>
/// <param name="Due">The first due rows; none were read when there is no label set.</param>
public sealed record WaitingRows(IReadOnlyList<TableEntity> LabelSets, IReadOnlyList<TableEntity> Due)
{
    /// <summary>Whether these are all.</summary>
    public bool IsAll => Due.Count < QueueReader.CountedExactly;
}
