namespace LaunchAgent.Contracts.Jobs;

/// <summary>A job in a list: its latest version, without what that says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its latest version; there are all from 1 to this one.</param>
/// <param name="Source">Where W&amp;B knows the latest version.</param>
/// <param name="Image">Container image of the latest version.</param>
/// <param name="CreatedAt">When the latest version was made.</param>
public sealed record JobSummary(string Name, int Version, string? Source, string? Image, DateTimeOffset CreatedAt);
