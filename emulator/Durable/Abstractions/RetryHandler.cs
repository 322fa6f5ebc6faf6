namespace Microsoft.DurableTask;

/// <summary>Decides whether a failed activity is tried again, at once.</summary>
/// <param name="retryContext">What failed, and how often.</param>
/// <returns>True to try again.</returns>
public delegate bool RetryHandler(RetryContext retryContext);
