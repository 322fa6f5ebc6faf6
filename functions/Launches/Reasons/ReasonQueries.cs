using LaunchAgent.Contracts;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches.Reasons;

/// <summary>Reads what a reason is found from. Launches that tell their reason themselves cost nothing.</summary>
public sealed class ReasonQueries(
    QueueCatalog queues, QueueRows rows, AgentDirectory agents, CapTable caps, ExecutorCatalog executors, TimeProvider time)
{
    /// <summary>Why a launch is not further, with its place in the line; null when it has ended.</summary>
    public async Task<Reason?> FindAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        if (!IsOfQueue(launch))
            return ReasonRule.OfLaunch(launch, time.GetUtcNow());

        var due = rows.DueAsync(launch.Queue, cancellationToken);
        var situation = await SituationAsync(launch.Queue, launch.Executor, launch.IsScheduler, cancellationToken);
        return ReasonRule.OfQueue(launch, situation, PositionOf(launch, await due));
    }

    /// <summary>The same for the launches of a list, by id, without their places: each queue is read once.</summary>
    public async Task<IReadOnlyDictionary<LaunchId, Reason>> FindAsync(IReadOnlyList<LaunchRow> launches, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var reasons = new Dictionary<LaunchId, Reason>();
        foreach (var launch in launches)
        {
            if (ReasonRule.OfLaunch(launch, now) is { } own)
                reasons[launch.Id] = own;
        }

        foreach (var group in launches.Where(IsOfQueue).GroupBy(launch => (launch.Queue, launch.Executor, launch.IsScheduler)))
        {
            var situation = await SituationAsync(group.Key.Queue, group.Key.Executor, group.Key.IsScheduler, cancellationToken);
            foreach (var launch in group)
                reasons[launch.Id] = ReasonRule.OfQueue(launch, situation, position: null);
        }

        return reasons;
    }

    private bool IsOfQueue(LaunchRow launch) => !launch.State.IsFinal() && launch.IndexKey is not null && launch.DueAt <= time.GetUtcNow();

    private async Task<QueueSituation> SituationAsync(string queue, string? executor, bool isScheduler, CancellationToken cancellationToken)
    {
        var slots = rows.SlotsAsync(queue, cancellationToken);
        var header = await queues.FindAsync(queue, cancellationToken);
        var serving = (await agents.ListAsync(cancellationToken)).Where(agent => agent.Queues.Contains(queue, StringComparer.Ordinal));
        var found = await Task.WhenAll(serving.Select(async agent => new AgentSituation(
            agent.Name,
            agent.Labels,
            agent.Stopped || header?.StoppedAgents.Contains(agent.Name, StringComparer.Ordinal) == true,
            agents.IsSilent(agent),
            await IsFullAsync(CapOf(agent, isScheduler), cancellationToken))));
        return new QueueSituation(
            header, await slots, found, executor is not null && await IsFullAsync(CapOf(executor), cancellationToken) ? [executor] : [])
        {
            Limit = header?.LimitAt(time.GetUtcNow()) ?? QueueConfig.Unlimited,
        };
    }

    private async Task<bool> IsFullAsync(Cap cap, CancellationToken cancellationToken) =>
        cap.IsLimited && (cap.Limit == 0 || (await caps.ReadAsync(cap, cancellationToken)).Room == 0);

    private static Cap CapOf(AgentRow agent, bool isScheduler) => isScheduler
        ? new Cap(CapKeys.AgentSchedulers(agent.Name), agent.MaxSchedulers)
        : new Cap(CapKeys.AgentJobs(agent.Name), agent.MaxJobs);

    private Cap CapOf(string executor) =>
        new(CapKeys.Executor(executor), executors.TryGet(executor, out var found) ? found.Capacity : LimitSetting.Unlimited);

    private static int? PositionOf(LaunchRow launch, IReadOnlyList<DueRow> due)
    {
        if (due.Count >= QueueRows.CountedExactly)
            return null;

        return 1 + due.Count(row => IsBefore(row, launch));
    }

    private static bool IsBefore(DueRow row, LaunchRow launch) => (row.Priority, row.DueAt).CompareTo((launch.Rank, launch.DueAt)) switch
    {
        0 => string.CompareOrdinal(row.Id.Rest, launch.Id.Rest) < 0,
        var order => order < 0,
    };
}
