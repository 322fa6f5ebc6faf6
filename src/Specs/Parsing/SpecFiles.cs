using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>The files of a spec: relative path → text.</summary>
internal static class SpecFiles
{
    private static readonly TextRule Path = new(SpecLimits.FileName);

    public static IReadOnlyDictionary<string, string>? Read(ObjectReader reader, string name, Func<JsonElement, string, string?> content)
    {
        if (reader.Map(name, SpecLimits.Files) is not { } members)
        {
            return null;
        }

        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in members)
        {
            var at = JsonPointer.Append(reader.At(name), path);
            Path.Check(path, at, reader.Problems);
            if (!StaysInside(path))
            {
                reader.Problems.Add(at, ProblemCodes.InvalidFormat, "Must be a relative path with / between its parts, without . or .. parts, a drive or a backslash.");
            }

            if (content(value, at) is { } text)
            {
                TextRules.FileContent.Check(text, at, reader.Problems);
                result[path] = text;
            }
        }

        foreach (var folder in result.Keys.SelectMany(Folders).Where(result.ContainsKey).Distinct(StringComparer.Ordinal))
        {
            reader.Problems.Add(JsonPointer.Append(reader.At(name), folder), ProblemCodes.ConflictingField, "Another file's path goes through this one. A path is a file or a folder; rename one.");
        }

        SpecFields.TotalBytes(reader, name, result.Values, SpecLimits.FileBytes);
        return result;
    }

    // The longest path is short, so this is few texts.
    private static IEnumerable<string> Folders(string path) =>
        Enumerable.Range(0, path.Length).Where(at => path[at] == '/').Select(at => path[..at]);

    private static bool StaysInside(string path) =>
        !path.Contains('\\') && !path.Contains(':') && path.Split('/').All(part => part is not ("" or "." or ".."));
}
