namespace LaunchAgent.Contracts.Health;

/// <summary>One thing that health depends on.</summary>
/// <param name="Name">What was looked at, such as storage.</param>
/// <param name="Ok">Whether it works.</param>
/// <param name="Detail">If not, why.</param>
public sealed record HealthCheck(string Name, bool Ok, string? Detail);
