namespace LaunchAgent.Contracts.Health;

/// <summary>Whether the agent can do its work. Anyone may ask, so it says nothing about launches.</summary>
/// <param name="Status">Whether all checks passed.</param>
/// <param name="Version">The app's version.</param>
/// <param name="Checks">What was looked at.</param>
/// <param name="CheckedAt">When; answers are kept for 5 seconds.</param>
public sealed record HealthView(HealthStatus Status, string Version, IReadOnlyList<HealthCheck> Checks, DateTimeOffset CheckedAt);
