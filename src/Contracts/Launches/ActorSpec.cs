using System.Text.Json;

namespace LaunchAgent.Contracts.Launches;

/// <summary>An actor (Academy's agent) to be run.</summary>
public sealed record ActorSpec
{
    /// <summary>What to construct: <c>module:Class</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Positional arguments of the constructor, any JSON.</summary>
    public IReadOnlyList<JsonElement>? Args { get; init; }

    /// <summary>Named arguments of the constructor, any JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Kwargs { get; init; }

    /// <summary>A serialised instance; the arguments are then ignored.</summary>
    public JsonElement? State { get; init; }

    /// <summary>Settings of the actor's runtime (a JSON object).</summary>
    public JsonElement? Runtime { get; init; }
}
