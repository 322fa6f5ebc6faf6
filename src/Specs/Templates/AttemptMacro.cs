using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Specs.Templates;

/// <summary>
/// <c>${attempt}</c>, the one macro that is filled when an attempt starts. Until then a character stands for it that no spec can hold
/// (a non-character, which reading a spec refuses), so nothing that was filled in before is ever taken for a macro.
/// </summary>
public static class AttemptMacro
{
    /// <summary>Stands for the number of the attempt.</summary>
    public const char Marker = '\uFFFF';

    /// <summary>The macro, as people write it.</summary>
    public const string Written = "${attempt}";

    /// <summary>A resolved spec with a text in place of each marker: the number of an attempt, or for people the macro itself.</summary>
    public static ResolvedSpec Fill(ResolvedSpec resolved, string text) => resolved with
    {
        Command = [.. resolved.Command.Select(word => Fill(word, text))],
        Env = resolved.Env.ToDictionary(variable => variable.Key, variable => Fill(variable.Value, text), StringComparer.Ordinal),
        ResourceArgs = resolved.ResourceArgs is { } args
            ? JsonStrings.Map(args, value => JsonSerializer.SerializeToElement(Fill(value, text), ContractJson.Options))
            : null,
    };

    private static string Fill(string value, string text) => value.Replace(Marker.ToString(), text, StringComparison.Ordinal);
}
