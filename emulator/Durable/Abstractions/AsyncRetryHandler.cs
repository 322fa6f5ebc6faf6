namespace Microsoft.DurableTask;

/// <summary>Decides whether a failed activity is tried again. It runs as orchestrator code: it may await durable tasks only.</summary>
/// <param name="retryContext">What failed, and how often.</param>
/// <returns>True to try again.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
