using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.WhyWaiting;

/// <summary>Reads how queues stand for the launches of one answer. What several of them ask for is read once.</summary>
internal sealed class AdmissionSnapshotReader(
    QueueCatalog queues, QueueReader rows, AgentDirectory agents, LimitTable limits, ExecutorCatalog executors, DateTimeOffset now)
{
    private readonly Dictionary<string, (QueueHeader? Header, IReadOnlyList<SlotRow> Slots)> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<ConcurrencyLimit, IReadOnlyList<string>?> _full = [];
    private IReadOnlyList<AgentRow>? _agents;

    /// <summary>How the queue of a launch stands for launches of its kind on its executor.</summary>
    public async Task<AdmissionSnapshot> ReadAsync(string queue, string? executor, bool isScheduler, CancellationToken cancellationToken)
    {
        if (!_queues.TryGetValue(queue, out var known))
        {
            var slots = rows.SlotsAsync(queue, cancellationToken);
            _queues[queue] = known = (await queues.FindAsync(queue, cancellationToken), await slots);
        }

        _agents ??= await agents.ListAsync(cancellationToken);
        var serving = new List<AgentSnapshot>();
        foreach (var agent in _agents.Where(agent => agent.Queues.Contains(queue, StringComparer.Ordinal)))
        {
            serving.Add(new AgentSnapshot(
                agent.Name,
                agent.Labels,
                agent.Stopped || known.Header?.StoppedAgents.Contains(agent.Name, StringComparer.Ordinal) == true,
                agents.IsSilent(agent),
                await HoldersIfFullAsync(LimitOf(agent, isScheduler), cancellationToken) is not null));
        }

        var full = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (executor is not null && await HoldersIfFullAsync(LimitOf(executor), cancellationToken) is { } holders)
            full[executor] = holders;
        return new AdmissionSnapshot(known.Header, known.Slots, serving, full, now);
    }

    // The launches that a limit counts; null while it has room.
    private async Task<IReadOnlyList<string>?> HoldersIfFullAsync(ConcurrencyLimit limit, CancellationToken cancellationToken)
    {
        if (!limit.IsLimited)
            return null;
        if (_full.TryGetValue(limit, out var known))
            return known;

        var claims = limit.Limit == 0 ? [] : await limits.ListAsync(limit, cancellationToken);
        return _full[limit] = claims.Count < limit.Limit ? null : [.. claims.OrderBy(claim => claim.TakenAt).Select(claim => claim.Id.ToString())];
    }

    private static ConcurrencyLimit LimitOf(AgentRow agent, bool isScheduler) => isScheduler
        ? new ConcurrencyLimit(LimitKeys.AgentSchedulers(agent.Name), agent.MaxSchedulers)
        : new ConcurrencyLimit(LimitKeys.AgentJobs(agent.Name), agent.MaxJobs);

    private ConcurrencyLimit LimitOf(string executor) =>
        new(LimitKeys.Executor(executor), executors.TryGet(executor, out var found) ? found.Capacity : LimitSetting.Unlimited);
}
