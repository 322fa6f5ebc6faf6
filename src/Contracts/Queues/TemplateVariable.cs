using System.Text.Json;

namespace LaunchAgent.Contracts.Queues;

/// <summary>What a launch may set in a queue's resource args.</summary>
/// <param name="Type">string, integer, number or boolean.</param>
/// <param name="Default">Taken when a launch says nothing; without it a launch must.</param>
/// <param name="Minimum">Least number.</param>
/// <param name="Maximum">Greatest number.</param>
/// <param name="Enum">The only values.</param>
/// <param name="Description">For people.</param>
public sealed record TemplateVariable(
    string Type,
    JsonElement? Default = null,
    double? Minimum = null,
    double? Maximum = null,
    IReadOnlyList<JsonElement>? Enum = null,
    string? Description = null)
{
    /// <summary>A text.</summary>
    public const string String = "string";

    /// <summary>A whole number.</summary>
    public const string Integer = "integer";

    /// <summary>A number.</summary>
    public const string Number = "number";

    /// <summary>true or false.</summary>
    public const string Boolean = "boolean";

    /// <summary>All types.</summary>
    public static IReadOnlyList<string> Types { get; } = [String, Integer, Number, Boolean];
}
