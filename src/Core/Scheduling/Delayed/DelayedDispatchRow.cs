using Azure;
using Azure.Data.Tables;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Scheduling.Delayed;

/// <summary>The delayed wake-up that is on its way for a run queue of an agent; the row of it in table <c>Directory</c>. An old one says nothing: the chain has ended.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Queue">The run queue.</param>
/// <param name="Id">What the message is known by; one that carries another id is a copy, or was replaced, and is dropped.</param>
/// <param name="At">When it is seen.</param>
/// <param name="Step">How far the back-off has come, from 0; <see cref="NoStep"/> when it has not begun.</param>
/// <param name="ETag">The row's ETag; default when the row is to be written.</param>
public sealed record DelayedDispatchRow(string Agent, string Queue, string Id, DateTimeOffset At, int Step, ETag ETag = default)
{
    /// <summary>The partition of all of them.</summary>
    public const string Partition = "dispatches";

    /// <summary>The <see cref="Step"/> before the first one.</summary>
    public const int NoStep = -1;

    /// <summary>The row key. No queue has a blank in its name.</summary>
    public static string KeyOf(string agent, string queue) => Hash.Short($"{queue} {agent}", Hash.KeyLength);

    /// <summary>Those of all agents, those whose time has passed too.</summary>
    public static async Task<IReadOnlyList<DelayedDispatchRow>> ListAsync(ITable directory, CancellationToken cancellationToken) =>
        [.. (await directory.QueryAsync(Partition, " ", "~", maximumRows: null, cancellationToken)).Select(From)];

    /// <summary>Reads the row.</summary>
    public static DelayedDispatchRow From(TableEntity row) => new(
        row.GetRequired("agent"),
        row.GetRequired("queue"),
        row.GetRequired("link"),
        row.GetTime("next_at") ?? DateTimeOffset.MinValue,
        row.GetInt32("step") ?? NoStep,
        row.ETag);

    /// <summary>The whole row.</summary>
    public TableEntity ToEntity() => new(Partition, KeyOf(Agent, Queue))
    {
        ["agent"] = Agent,
        ["queue"] = Queue,
        ["link"] = Id,
        ["next_at"] = At,
        ["step"] = Step,
    };
}
