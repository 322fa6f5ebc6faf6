using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.WhyWaiting;

/// <summary>Reads how queues stand for the launches of one answer. What several of them ask for is read once.</summary>
internal sealed class SituationReader(
    QueueCatalog queues, QueueRows rows, AgentDirectory agents, CapTable caps, ExecutorCatalog executors, DateTimeOffset now)
{
    private readonly Dictionary<string, (QueueHeader? Header, IReadOnlyList<SlotRow> Slots)> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<Cap, IReadOnlyList<string>?> _full = [];
    private IReadOnlyList<AgentRow>? _agents;

    /// <summary>How the queue of a launch stands for launches of its kind on its executor.</summary>
    public async Task<QueueSituation> ReadAsync(string queue, string? executor, bool isScheduler, CancellationToken cancellationToken)
    {
        if (!_queues.TryGetValue(queue, out var known))
        {
            var slots = rows.SlotsAsync(queue, cancellationToken);
            _queues[queue] = known = (await queues.FindAsync(queue, cancellationToken), await slots);
        }

        _agents ??= await agents.ListAsync(cancellationToken);
        var serving = new List<AgentSituation>();
        foreach (var agent in _agents.Where(agent => agent.Queues.Contains(queue, StringComparer.Ordinal)))
        {
            serving.Add(new AgentSituation(
                agent.Name,
                agent.Labels,
                agent.Stopped || known.Header?.StoppedAgents.Contains(agent.Name, StringComparer.Ordinal) == true,
                agents.IsSilent(agent),
                await HoldersIfFullAsync(CapOf(agent, isScheduler), cancellationToken) is not null));
        }

        var full = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (executor is not null && await HoldersIfFullAsync(CapOf(executor), cancellationToken) is { } holders)
            full[executor] = holders;
        return new QueueSituation(known.Header, known.Slots, serving, full, now);
    }

    // The launches that a cap counts; null while it has room.
    private async Task<IReadOnlyList<string>?> HoldersIfFullAsync(Cap cap, CancellationToken cancellationToken)
    {
        if (!cap.IsLimited)
            return null;
        if (_full.TryGetValue(cap, out var known))
            return known;

        var claims = cap.Limit == 0 ? [] : await caps.ListAsync(cap, cancellationToken);
        return _full[cap] = claims.Count < cap.Limit ? null : [.. claims.OrderBy(claim => claim.TakenAt).Select(claim => claim.Id.ToString())];
    }

    private static Cap CapOf(AgentRow agent, bool isScheduler) => isScheduler
        ? new Cap(CapKeys.AgentSchedulers(agent.Name), agent.MaxSchedulers)
        : new Cap(CapKeys.AgentJobs(agent.Name), agent.MaxJobs);

    private Cap CapOf(string executor) =>
        new(CapKeys.Executor(executor), executors.TryGet(executor, out var found) ? found.Capacity : LimitSetting.Unlimited);
}
