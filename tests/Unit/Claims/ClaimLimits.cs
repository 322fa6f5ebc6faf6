using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>The caps of a history and what counts against them.</summary>
internal sealed class ClaimLimits(History history)
{
    private readonly Cap[] _all =
    [
        .. history.Agents.SelectMany(agent => new[]
        {
            new Cap(CapKeys.AgentJobs(agent.Name), agent.MaxJobs),
            new Cap(CapKeys.AgentSchedulers(agent.Name), agent.MaxSchedulers),
        }),
        new Cap(CapKeys.Executor("process"), history.Capacity),
    ];

    public IReadOnlyList<Cap> All => _all;

    public bool IsCap(string partition) => Array.Exists(_all, cap => cap.Key == partition);

    public int Of(string partition) => Array.Find(_all, cap => cap.Key == partition)!.Limit;

    /// <summary>The caps with a limit that a claim of a launch counts against.</summary>
    public IEnumerable<Cap> CapsOf(HistoryAgent agent, HistoryLaunch launch)
    {
        var own = launch.IsScheduler ? CapKeys.AgentSchedulers(agent.Name) : CapKeys.AgentJobs(agent.Name);
        var place = launch.Elsewhere ? null : CapKeys.Executor("process");
        return _all.Where(cap => cap.Limit != -1 && (cap.Key == own || cap.Key == place));
    }

    /// <summary>Whether an agent takes a launch: of its queues, and those whose labels it all has; without labels of its own only those that ask for none.</summary>
    public static bool Serves(HistoryAgent agent, HistoryLaunch launch) =>
        agent.Queues.Contains(launch.Queue) && launch.Labels.All(agent.Labels.Contains) && launch.Labels.Count > 0 == agent.Labels.Count > 0;
}
