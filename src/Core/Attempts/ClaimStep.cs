using System.Text.Json.Serialization;

namespace LaunchAgent.Core.Attempts;

/// <summary>What an activity tells the orchestration of a claim to do next.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClaimStep>))]
public enum ClaimStep
{
    /// <summary>The attempt is under way: wait for the next signal.</summary>
    Watch,

    /// <summary>The end is recorded: do at once what follows it.</summary>
    Conclude,

    /// <summary>The claim is over, or was taken away: end.</summary>
    End,
}
