using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Queues;

/// <summary>What follows when a launch was recorded: it is offered a slot at once, or when it is due.</summary>
public sealed class FirstDispatch(Dispatcher dispatcher, DispatchChain chain, TimeProvider time, ILogger<FirstDispatch> logger)
{
    /// <summary>Offers launches slots: one dispatch for each queue and second in which some are due.</summary>
    public async Task TryAsync(IEnumerable<AcceptedLaunch> accepted, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var launch in accepted.OrderBy(launch => launch.DueAt).DistinctBy(launch => (launch.Queue, Seconds: Math.Max(0, (long)Math.Ceiling((launch.DueAt - now).TotalSeconds)))))
            await TryAsync(launch, client, cancellationToken);
    }

    /// <summary>Offers a launch a slot. A failure is only logged: the launch is recorded, and the safety timer offers it again.</summary>
    public async Task TryAsync(AcceptedLaunch accepted, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            if (accepted.DueAt > time.GetUtcNow())
                await chain.LookAtAsync(accepted.Queue, accepted.DueAt, cancellationToken);
            else
                await dispatcher.DispatchAsync(accepted.Queue, client, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Log.DispatchFailed(logger, fault, accepted.Id.ToString(), accepted.Queue);
        }
    }
}
