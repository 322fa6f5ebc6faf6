using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Templates;

/// <summary>The template variables that a queue's resource args use.</summary>
public static class Placeholders
{
    /// <summary>Names of the variables, each once.</summary>
    public static IReadOnlySet<string> In(JsonElement resourceArgs) => JsonStrings.In(resourceArgs, "")
        .Where(text => !text.IsName)
        .SelectMany(text => TextParts.Split(text.Text, hasVariables: true))
        .Where(part => part.Kind == TextPartKind.Variable)
        .Select(part => part.Value)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Refuses variables that nobody declared, and variables in names of members, where they would stay as they are.</summary>
    internal static void Check(JsonElement resourceArgs, string pointer, IReadOnlyDictionary<string, TemplateVariable> declared, ProblemList problems)
    {
        IReadOnlyList<string> names = [.. declared.Keys.Order(StringComparer.Ordinal)];
        foreach (var (text, at, isName) in JsonStrings.In(resourceArgs, pointer).TakeWhile(_ => !problems.IsFull))
        {
            foreach (var variable in TextParts.Split(text, hasVariables: true).Where(part => part.Kind == TextPartKind.Variable))
            {
                if (isName)
                {
                    problems.Add(at, ProblemCodes.InvalidFormat, "Variables are filled in values, not in the names of members. Write the name out.");
                }
                else if (!declared.ContainsKey(variable.Value))
                {
                    problems.Add(at, ProblemCodes.UnknownTemplateVariable, Sentence(variable, names), names);
                }
            }
        }
    }

    private static string Sentence(TextPart variable, IReadOnlyList<string> names) =>
        !TextRules.TemplateVariableName.Matches(variable.Value) ? $"Between the braces at character {variable.Position} must stand the name of a template variable."
        : NearName.Find(variable.Value, names) is { } near ? $"There is no template variable '{JsonPointer.Shorten(variable.Value)}'. Did you mean {near}?"
        : $"There is no template variable '{JsonPointer.Shorten(variable.Value)}'. Declare it in template_variables.";
}
