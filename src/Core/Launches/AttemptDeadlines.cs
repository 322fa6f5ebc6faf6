using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>The deadlines of a claim and what came of them. They stand in the slot, for the attempt monitor, and in the launch, for the decision.</summary>
/// <param name="StartBy">When the command must run; null is no limit.</param>
/// <param name="EndBy">When the command must have ended; null is no limit, or it does not run yet.</param>
/// <param name="ForceAt">When a stop becomes one by force; null while no stop is under way.</param>
/// <param name="Force">Whether somebody asked for force.</param>
/// <param name="StopCause">Why the attempt was told to stop, if it was.</param>
/// <param name="RunSeconds">How long the command may run; 0 is no limit.</param>
public sealed record AttemptDeadlines(
    DateTimeOffset? StartBy, DateTimeOffset? EndBy, DateTimeOffset? ForceAt, bool Force, StopCause StopCause, int RunSeconds)
{
    /// <summary>Those of a claim that has just been made.</summary>
    public static readonly AttemptDeadlines None = new(null, null, null, Force: false, StopCause.None, RunSeconds: 0);

    /// <summary>Reads them from a slot or a launch.</summary>
    public static AttemptDeadlines From(TableEntity row) => new(
        row.GetTime("start_by"),
        row.GetTime("end_by"),
        row.GetTime("force_at"),
        row.GetBoolean("force") ?? false,
        row.GetText("stop_cause") is null ? StopCause.None : row.GetWire<StopCause>("stop_cause"),
        row.GetInt32("run_seconds") ?? 0);

    /// <summary>All of them as properties of a row; a new attempt begins with those of <see cref="None"/>.</summary>
    public Dictionary<string, object?> ToProperties() => new()
    {
        ["start_by"] = RowTime.Of(StartBy),
        ["end_by"] = RowTime.Of(EndBy),
        ["force_at"] = RowTime.Of(ForceAt),
        ["force"] = Force,
        ["stop_cause"] = WireName.Of(StopCause),
        ["run_seconds"] = RunSeconds,
    };
}
