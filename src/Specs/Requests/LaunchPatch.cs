using LaunchAgent.Contracts.Launches;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Requests;

/// <summary>What may be changed of a launch that waits.</summary>
/// <param name="Priority">Its new rank in a prioritised queue.</param>
public sealed record LaunchPatch(Priority Priority)
{
    /// <summary>Reads a body.</summary>
    public static ParsedRequest<LaunchPatch> Parse(string text) => RequestReader.Read(text, reader =>
    {
        reader.Require("priority", "Say which priority: critical, high, medium or low.");
        return new LaunchPatch(SpecFields.Priority(reader) ?? Priority.Medium);
    });
}
