namespace LaunchAgent.Contracts.Launches;

/// <summary>Why a launch is not further, computed when asked.</summary>
/// <param name="Code">The first of <see cref="ReasonCodes"/> that applies.</param>
/// <param name="Message">The same in a sentence.</param>
/// <param name="Position">How many due launches may start before this one on the agents that take it, plus 1; null if that cannot be said.</param>
/// <param name="BlockedBy">Ids of what stands in the way: launches, a sweep, an agent.</param>
/// <param name="Until">When this reason ends by itself.</param>
public sealed record Reason(string Code, string Message, int? Position = null, IReadOnlyList<string>? BlockedBy = null, DateTimeOffset? Until = null)
{
    /// <summary>Ids of what stands in the way: launches, a sweep, an agent.</summary>
    public IReadOnlyList<string> BlockedBy { get; init; } = BlockedBy ?? [];
}
