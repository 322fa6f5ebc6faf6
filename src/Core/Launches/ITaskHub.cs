namespace LaunchAgent.Core.Launches;

/// <summary>Where the scripts of this agent's claims run. The outside begins here: what runs them is the Durable extension of the host.</summary>
public interface ITaskHub
{
    /// <summary>Starts the orchestration of a claim; one that runs already is left alone.</summary>
    Task StartAsync(ClaimedLaunch claim, CancellationToken cancellationToken);

    /// <summary>Tells the orchestration of a claim to look at its rows again. False when there is none to tell.</summary>
    Task<bool> TrySignalAsync(string launchId, int claim, CancellationToken cancellationToken);

    /// <summary>How far the orchestration of a claim is.</summary>
    Task<OrchestrationProgress> FindAsync(ClaimedLaunch claim, CancellationToken cancellationToken);

    /// <summary>Removes what is kept of the orchestration of a claim; one that is unknown is removed already.</summary>
    Task PurgeAsync(string launchId, int claim, CancellationToken cancellationToken);
}
