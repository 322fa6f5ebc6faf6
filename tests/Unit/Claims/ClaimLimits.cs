using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>The limits of a history and what counts against them.</summary>
internal sealed class ClaimLimits(History history)
{
    private readonly ConcurrencyLimit[] _all =
    [
        .. history.Agents.SelectMany(agent => new[]
        {
            new ConcurrencyLimit(LimitKeys.AgentJobs(agent.Name), agent.MaxJobs),
            new ConcurrencyLimit(LimitKeys.AgentSchedulers(agent.Name), agent.MaxSchedulers),
        }),
        new ConcurrencyLimit(LimitKeys.Executor("process"), history.Capacity),
    ];

    public IReadOnlyList<ConcurrencyLimit> All => _all;

    public bool IsCap(string partition) => Array.Exists(_all, limit => limit.Key == partition);

    public int Of(string partition) => Array.Find(_all, limit => limit.Key == partition)!.Limit;

    /// <summary>The limits with a limit that a claim of a launch counts against.</summary>
    public IEnumerable<ConcurrencyLimit> CapsOf(HistoryAgent agent, HistoryLaunch launch)
    {
        var own = launch.IsScheduler ? LimitKeys.AgentSchedulers(agent.Name) : LimitKeys.AgentJobs(agent.Name);
        var place = launch.Elsewhere ? null : LimitKeys.Executor("process");
        return _all.Where(limit => limit.Limit != -1 && (limit.Key == own || limit.Key == place));
    }

    /// <summary>Whether an agent takes a launch: of its queues, and those whose labels it all has; without labels of its own only those that ask for none.</summary>
    public static bool Serves(HistoryAgent agent, HistoryLaunch launch) =>
        agent.Queues.Contains(launch.Queue) && launch.Labels.All(agent.Labels.Contains) && launch.Labels.Count > 0 == agent.Labels.Count > 0;
}
