using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LaunchAgent.Functions.Launches;

/// <summary>
/// The script of one claim: start the attempt, then decide again at every signal until the claim is over. It holds no
/// state of its own; all that counts stands in the rows.
/// </summary>
public static class LaunchOrchestration
{
    // Faults of storage or an executor; what a run does wrong is a decision and no exception.
    private static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 10, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>Runs the script.</summary>
    [Function(nameof(LaunchOrchestration))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var claim = context.GetInput<ClaimedLaunch>()!;
        var step = await context.CallActivityAsync<ClaimStep>(nameof(StartAttempt), claim, Retries);
        while (step != ClaimStep.End)
        {
            if (step == ClaimStep.Watch)
                await context.WaitForExternalEvent<object?>(DurableTaskHub.Signal);
            step = await context.CallActivityAsync<ClaimStep>(nameof(AdvanceLaunch), claim, Retries);
        }
    }
}
