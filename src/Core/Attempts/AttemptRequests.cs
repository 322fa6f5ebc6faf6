using System.Globalization;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Specs.Templates;

namespace LaunchAgent.Core.Attempts;

/// <summary>What an executor is asked to run.</summary>
public static class AttemptRequests
{
    /// <summary>The request for the current attempt of a launch, its number put in where <c>${attempt}</c> stood. The author's environment wins over the agent's; the <c>LAUNCH_</c> names are the app's own.</summary>
    public static AttemptRequest Create(LaunchRow launch, ResolvedSpec accepted, AgentOptions agent)
    {
        var number = launch.Attempt.ToString(CultureInfo.InvariantCulture);
        var resolved = AttemptMacro.Fill(accepted, number);
        var environment = new Dictionary<string, string>(agent.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in WandbEnvironment.Of(launch, resolved).Concat(resolved.Env))
            environment[name] = value;

        environment["LAUNCH_ID"] = launch.Id.ToString();
        environment["LAUNCH_RUN_ID"] = resolved.RunId;
        environment["LAUNCH_ATTEMPT"] = number;
        environment["LAUNCH_RESUME_COUNT"] = launch.ResumeCount.ToString(CultureInfo.InvariantCulture);
        environment["LAUNCH_QUEUE"] = launch.Queue;
        environment["LAUNCH_CONFIG"] = resolved.Config?.GetRawText() ?? "{}";

        return new AttemptRequest(
            launch.AttemptKey,
            launch.Id.ToString(),
            resolved.RunId,
            launch.Attempt,
            resolved.Command,
            resolved.WorkingDir,
            environment,
            resolved.Files,
            resolved.CaptureLogs && agent.CaptureLogs,
            resolved.ResourceArgs);
    }
}
