using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>The caps that this agent's claims count against. Only limited ones are named: the others cost nothing.</summary>
public sealed class ClaimCaps(AgentOptions agent, ExecutorCatalog executors)
{
    private readonly Cap _jobs = new(CapKeys.AgentJobs(agent.Name), agent.MaxJobs);
    private readonly Cap _schedulers = new(CapKeys.AgentSchedulers(agent.Name), agent.MaxSchedulers);

    /// <summary>Those of the agent itself, which all its queues share; without any, those of the executors.</summary>
    public IReadOnlyList<Cap> Shared => OfAgent is { Length: > 0 } own ? own : OfExecutors;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Cap> All => [.. OfAgent, .. OfExecutors];

    private Cap[] OfAgent => [.. new[] { _jobs, _schedulers }.Where(cap => cap.IsLimited)];

    private Cap[] OfExecutors => [.. executors.Names.Select(OfExecutor).Where(cap => cap.IsLimited)];

    /// <summary>Those that a launch counts against.</summary>
    public IReadOnlyList<Cap> Of(DueRow launch) =>
        [.. new[] { launch.IsScheduler ? _schedulers : _jobs, OfExecutor(launch.Executor) }.Where(cap => cap.IsLimited)];

    private Cap OfExecutor(string name) =>
        new(CapKeys.Executor(name), executors.TryGet(name, out var executor) ? executor.Capacity : LimitSetting.Unlimited);
}
