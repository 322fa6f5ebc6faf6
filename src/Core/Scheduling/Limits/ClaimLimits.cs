using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>The limits that this agent's claims count against. Only limited ones are named: the others cost nothing.</summary>
public sealed class ClaimLimits(AgentOptions agent, ExecutorCatalog executors)
{
    private readonly ConcurrencyLimit _jobs = new(LimitKeys.AgentJobs(agent.Name), agent.MaxJobs);
    private readonly ConcurrencyLimit _schedulers = new(LimitKeys.AgentSchedulers(agent.Name), agent.MaxSchedulers);

    /// <summary>Those of the agent itself, which all its queues share; without any, those of the executors.</summary>
    public IReadOnlyList<ConcurrencyLimit> Shared => OfAgent is { Length: > 0 } own ? own : OfExecutors;

    /// <summary>All of them.</summary>
    public IReadOnlyList<ConcurrencyLimit> All => [.. OfAgent, .. OfExecutors];

    private ConcurrencyLimit[] OfAgent => [.. new[] { _jobs, _schedulers }.Where(limit => limit.IsLimited)];

    private ConcurrencyLimit[] OfExecutors => [.. executors.Names.Select(OfExecutor).Where(limit => limit.IsLimited)];

    /// <summary>Those that a launch counts against.</summary>
    public IReadOnlyList<ConcurrencyLimit> Of(DueRow launch) =>
        [.. new[] { launch.IsScheduler ? _schedulers : _jobs, OfExecutor(launch.Executor) }.Where(limit => limit.IsLimited)];

    private ConcurrencyLimit OfExecutor(string name) =>
        new(LimitKeys.Executor(name), executors.TryGet(name, out var executor) ? executor.Capacity : LimitSetting.Unlimited);
}
