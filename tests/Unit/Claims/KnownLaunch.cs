namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>A launch as the model knows it, from what was submitted and from the transactions that took effect.</summary>
internal sealed class KnownLaunch(string partition, string rest, HistoryLaunch launch, DateTimeOffset dueAt, int rank)
{
    public string Partition => partition;

    public string Rest => rest;

    public HistoryLaunch Launch => launch;

    /// <summary>The index rows: one while it waits.</summary>
    public List<string> IndexRows { get; } = [];

    /// <summary>The numbers of its slot rows: one while it is claimed.</summary>
    public List<int> Slots { get; } = [];

    /// <summary>The agent of the last claim.</summary>
    public string? Agent { get; set; }

    /// <summary>The number of the last claim.</summary>
    public int LastClaim { get; set; }

    /// <summary>What the slot held of limits that the present transaction deleted; null when it deleted none.</summary>
    public string[]? Held { get; set; }

    public DateTimeOffset DueAt { get; set; } = dueAt;

    public int Rank { get; set; } = rank;

    public string State { get; set; } = "";

    public string IndexKey { get; set; } = "";

    /// <summary>Since which moment it has waited in its present place among those that are due; null while it does not.</summary>
    public int? DueSince { get; set; }

    public bool IsWaiting => State is "pending" or "awaiting_retry";

    public bool IsFinal => State is "finished" or "failed" or "crashed" or "cancelled";

    /// <summary>Whether it goes before another one of its queue.</summary>
    public bool IsBefore(KnownLaunch other) => (Rank, DueAt).CompareTo((other.Rank, other.DueAt)) is var order && order != 0
        ? order < 0
        : string.CompareOrdinal(rest, other.Rest) < 0;

    public override string ToString() => $"{launch} ({partition}-{rest})";
}
