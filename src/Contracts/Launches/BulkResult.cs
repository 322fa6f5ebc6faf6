namespace LaunchAgent.Contracts.Launches;

/// <summary>What became of a bulk operation.</summary>
/// <param name="Matched">How many launches met the filter, of those that this call came to.</param>
/// <param name="Changed">How many of them it changed; 0 for a dry run.</param>
/// <param name="Skipped">How many there was nothing to do for, by reason.</param>
/// <param name="Failed">How many it could not change.</param>
/// <param name="Errors">The first of those that failed.</param>
/// <param name="NextPageToken">Send the request again with this as <c>page_token</c> to go on; null when the call came to the last launch.</param>
public sealed record BulkResult(
    int Matched, int Changed, IReadOnlyDictionary<string, int> Skipped, int Failed, IReadOnlyList<BulkFailure> Errors, string? NextPageToken);
