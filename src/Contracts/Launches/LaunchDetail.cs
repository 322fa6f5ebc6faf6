using System.Text.Json.Serialization;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Contracts.Launches;

/// <summary>One launch with everything that happened to it.</summary>
public sealed record LaunchDetail : LaunchView
{
    /// <summary>Everything that was wrong with a rejected launch; empty for all others.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Its attempts, oldest first.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<AttemptView> Attempts { get; init; } = [];

    /// <summary>Its states, oldest first.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];
}
