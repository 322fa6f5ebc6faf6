using Azure.Data.Tables;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>One claim as a limit counts it. It is written before the claim, so for a moment, or for longer after a crash, there may be no such claim.</summary>
/// <param name="Hold">Where it stands.</param>
/// <param name="Queue">Name of the run queue.</param>
/// <param name="Id">The launch.</param>
/// <param name="Claim">Number of the claim.</param>
/// <param name="Operation">The operation id of the claim, which its slot has too.</param>
/// <param name="TakenAt">When it was written.</param>
/// <param name="Agent">The agent that made the claim.</param>
public sealed record LimitRow(LimitHold Hold, string Queue, LaunchId Id, int Claim, string Operation, DateTimeOffset TakenAt, string? Agent)
{
    /// <summary>The property that names the agent.</summary>
    public const string AgentProperty = "agent";

    /// <summary>The row of a claim that is about to be made.</summary>
    public static LimitRow Of(LimitHold hold, string queue, SlotRow slot) => new(hold, queue, slot.Id, slot.Claim, slot.Operation, slot.ClaimedAt, slot.Agent);

    /// <summary>Reads the row.</summary>
    public static LimitRow From(TableEntity row) => new(
        new LimitHold(row.PartitionKey, row.RowKey),
        row.GetRequired("queue"),
        LaunchId.Parse(row.GetRequired("launch_id")),
        row.GetInt32("claim") ?? 1,
        row.GetRequired("operation"),
        row.GetTime("taken_at")!.Value,
        row.GetText(AgentProperty));

    /// <summary>The whole row.</summary>
    public TableEntity ToEntity() => new(Hold.ConcurrencyLimit, Hold.Row)
    {
        ["queue"] = Queue,
        ["launch_id"] = Id.ToString(),
        ["claim"] = Claim,
        ["operation"] = Operation,
        ["taken_at"] = TakenAt,
        [AgentProperty] = Agent,
    };
}
