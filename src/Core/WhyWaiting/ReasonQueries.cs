using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Core.WhyWaiting;

/// <summary>Reads what a reason is found from. In lists, launches that tell their reason themselves cost nothing.</summary>
public sealed class ReasonQueries(
    QueueCatalog queues, QueueReader rows, QueuePositions places, AgentDirectory agents, LimitTable limits, ExecutorCatalog executors, TimeProvider time)
{
    /// <summary>Why a launch is not further, with its place in the line; null when it has ended.</summary>
    public async Task<Reason?> FindAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        if (!IsOfQueue(launch))
        {
            var reason = ReasonRule.OfLaunch(launch, time.GetUtcNow());
            return reason is not null && await IsHeldBySilentAsync(launch, cancellationToken) ? ReasonRule.HeldBySilent(reason, launch) : reason;
        }

        var situation = await Reader().ReadAsync(launch.Queue, launch.Executor, launch.IsScheduler, cancellationToken);
        var takers = situation.TakersOf(launch.Labels);
        return ReasonRule.OfQueue(launch, situation, await places.FindAsync(launch, [.. takers.Select(agent => agent.Labels)], cancellationToken));
    }

    /// <summary>The same for the launches of a list, by id, without their places: each queue is read once.</summary>
    public async Task<IReadOnlyDictionary<LaunchId, Reason>> FindAsync(IReadOnlyList<LaunchRow> launches, CancellationToken cancellationToken)
    {
        var reader = Reader();
        var reasons = new Dictionary<LaunchId, Reason>();
        foreach (var launch in launches)
        {
            var reason = IsOfQueue(launch)
                ? ReasonRule.OfQueue(launch, await reader.ReadAsync(launch.Queue, launch.Executor, launch.IsScheduler, cancellationToken), position: null)
                : ReasonRule.OfLaunch(launch, time.GetUtcNow());
            if (reason is not null)
                reasons[launch.Id] = reason;
        }

        return reasons;
    }

    private async Task<bool> IsHeldBySilentAsync(LaunchRow launch, CancellationToken cancellationToken) =>
        launch is { IndexKey: null, Agent: { } holder } && await agents.FindAsync(holder, cancellationToken) is { } agent && agents.IsSilent(agent);

    private AdmissionSnapshotReader Reader() => new(queues, rows, agents, limits, executors, time.GetUtcNow());

    private bool IsOfQueue(LaunchRow launch) => !launch.State.IsFinal() && launch.IndexKey is not null && launch.DueAt <= time.GetUtcNow();
}
