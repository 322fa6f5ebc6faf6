namespace LaunchAgent.Contracts.Executors;

/// <summary>Whether an executor answers.</summary>
/// <param name="Ok">It does.</param>
/// <param name="Detail">If not, why.</param>
/// <param name="CheckedAt">When it was asked.</param>
public sealed record Reachability(bool Ok, string? Detail, DateTimeOffset CheckedAt);
