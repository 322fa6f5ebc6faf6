namespace Microsoft.DurableTask;

/// <summary>What a retry handler decides on.</summary>
/// <param name="OrchestrationContext">The orchestration whose activity failed.</param>
/// <param name="LastAttemptNumber">How many attempts failed so far; the first is 1.</param>
/// <param name="LastFailure">The failure of the last attempt.</param>
/// <param name="TotalRetryTime">The time since the first attempt was scheduled.</param>
/// <param name="CancellationToken">Not cancelled by the emulator.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
