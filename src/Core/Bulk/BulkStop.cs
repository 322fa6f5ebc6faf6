using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.Bulk;

/// <summary>Asks launches to stop; their agents are told once.</summary>
public sealed class BulkStop(StopRequests stops, bool force) : BulkWork
{
    private readonly List<LaunchRow> _toTell = [];

    /// <inheritdoc />
    public override string? SkipReason(LaunchRow launch) =>
        launch.State.IsFinal() ? BulkReasons.Ended
        : launch.DesiredState == DesiredState.Stop && !force ? BulkReasons.AlreadyStopping
        : null;

    /// <inheritdoc />
    public override async Task<BulkStep> DoAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        var (found, isToBeTold) = await stops.WantAsync(launch.Id, force, cancellationToken);
        if (found is null)
            return BulkStep.Skip(BulkReasons.Gone);
        if (found.State.IsFinal())
            return BulkStep.Skip(BulkReasons.Ended);
        if (isToBeTold)
            _toTell.Add(found);
        return BulkStep.Changed;
    }

    /// <inheritdoc />
    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var launch in _toTell.DistinctBy(launch => launch.Agent))
            await stops.TellAsync(launch, cancellationToken);
    }
}
