using System.Globalization;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.Attempts;

/// <summary>
/// The <c>WANDB_*</c> variables that W&amp;B's library reads, as its own agent sets them. Never the key, the server's address or whose agent this is: those are the
/// agent's own, in <c>LAUNCH_AGENT_ENV</c>.
/// </summary>
public static class WandbEnvironment
{
    /// <summary>The longest value; W&amp;B's library puts pieces of it together again.</summary>
    public const int LongestValue = 32_670;

    private const string Config = "WANDB_CONFIG";

    /// <summary>The variables of the current attempt; none in a queue without <c>wandb_env</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(LaunchRow launch, ResolvedSpec resolved)
    {
        if (resolved.Wandb is not { Env: true } run)
            return [];

        (string Name, string? Value)[] variables =
        [
            ("WANDB_ENTITY", run.Entity),
            ("WANDB_PROJECT", run.Project),
            ("WANDB_RUN_ID", resolved.RunId),
            ("WANDB_NAME", launch.Name),
            ("WANDB_USERNAME", launch.Author),
            ("WANDB_SWEEP_ID", launch.SweepId),
            // The run of an attempt before, here or at W&B, is gone on with instead of begun anew.
            ("WANDB_RESUME", launch.ResumeCount > 0 || launch.Attempt > 1 ? "allow" : null),
            ("WANDB_LAUNCH", "True"),
            ("WANDB_LAUNCH_QUEUE_NAME", launch.Queue),
            ("WANDB_LAUNCH_TRACE_ID", launch.Id.ToString()),
            .. ConfigOf(resolved),
        ];
        return variables.Where(variable => variable.Value is not null).Select(variable => KeyValuePair.Create(variable.Name, variable.Value!));
    }

    private static IEnumerable<(string Name, string? Value)> ConfigOf(ResolvedSpec resolved)
    {
        var json = resolved.Config?.GetRawText() ?? "{}";
        return json.Length <= LongestValue
            ? [(Config, json)]
            : json.Chunk(LongestValue).Select((piece, index) => ($"{Config}_{index.ToString(CultureInfo.InvariantCulture)}", (string?)new string(piece)));
    }
}
