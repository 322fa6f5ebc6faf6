using LaunchAgent.Contracts.Agents;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Queries;

/// <summary>Agents as the API shows them.</summary>
public static class AgentViews
{
    /// <summary>An agent.</summary>
    /// <param name="agent">What it said of itself.</param>
    /// <param name="slots">The claims that it holds.</param>
    /// <param name="isSilent">Whether it has not been heard for too long.</param>
    public static AgentView Of(AgentRow agent, IReadOnlyList<SlotRow> slots, bool isSilent)
    {
        var state = StateOf(agent, slots, isSilent);
        var jobs = slots.Count(slot => !slot.IsScheduler);
        return new AgentView
        {
            Name = agent.Name,
            Hostname = agent.Hostname,
            Version = agent.Version,
            State = state,
            Queues = agent.Queues,
            Labels = agent.Labels,
            Env = agent.Environment,
            CaptureLogs = agent.CaptureLogs,
            MaxJobs = agent.MaxJobs,
            MaxSchedulers = agent.MaxSchedulers,
            NumRunningJobs = jobs,
            NumRunningSchedulers = slots.Count - jobs,
            LaunchIds = [.. slots.OrderBy(slot => slot.ClaimedAt).Select(slot => slot.Id.ToString())],
            Polls = agent.MaxPolls is null ? agent.Polls : agent.Passes,
            MaxPolls = agent.MaxPolls,
            HeartbeatAt = agent.HeartbeatAt,
            LastPollAt = agent.LastPollAt,
            StatusLine = StatusLineOf(agent, state, jobs),
        };
    }

    private static AgentState StateOf(AgentRow agent, IReadOnlyList<SlotRow> slots, bool isSilent) => (isSilent, agent.Stopped, slots.Count > 0) switch
    {
        (true, _, _) => AgentState.Offline,
        (_, true, true) => AgentState.Stopping,
        (_, true, false) => AgentState.Stopped,
        (_, _, true) => AgentState.Running,
        _ => AgentState.Polling,
    };

    // W&B's own words, with those for what its agent has no word for.
    private static string StatusLineOf(AgentRow agent, AgentState state, int jobs)
    {
        var most = agent.MaxJobs == LimitSetting.Unlimited ? "inf" : FormattableString.Invariant($"{agent.MaxJobs}");
        var running = FormattableString.Invariant($"running {jobs} out of a maximum of {most} jobs");
        return state switch
        {
            AgentState.Offline => FormattableString.Invariant($"agent {agent.Name} is silent since {agent.HeartbeatAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, {running}"),
            AgentState.Stopping or AgentState.Stopped when agent.IsUsedUp =>
                FormattableString.Invariant($"agent {agent.Name} has made its {agent.MaxPolls} polls and stopped, {running}"),
            AgentState.Stopping or AgentState.Stopped => $"agent {agent.Name} was told to stop polling, {running}",
            _ when jobs == agent.MaxJobs => $"agent {agent.Name} {running}",
            _ => $"agent {agent.Name} polling on queues {string.Join(',', agent.Queues)}, {running}",
        };
    }
}
