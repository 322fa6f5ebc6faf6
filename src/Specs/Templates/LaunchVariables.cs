using System.Text.Json;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Templates;

/// <summary>The values that a launch has for the template variables of its queue.</summary>
public static class LaunchVariables
{
    /// <summary>Everything that stands against the values a launch gives. Values are not quoted.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="declared">Its variables.</param>
    /// <param name="given">What the launch gives; null is nothing.</param>
    /// <param name="pointer">Where it gives them.</param>
    public static IEnumerable<Problem> Check(
        string queue, IReadOnlyDictionary<string, TemplateVariable> declared, IReadOnlyDictionary<string, JsonElement>? given, string pointer)
    {
        foreach (var (name, value) in given ?? new Dictionary<string, JsonElement>())
        {
            var at = JsonPointer.Append(pointer, name);
            if (!declared.TryGetValue(name, out var variable))
            {
                yield return Unknown(queue, declared, name, at);
            }
            else if (TemplateValues.Check(variable, value, at) is { } problem)
            {
                yield return problem;
            }
        }

        foreach (var (name, variable) in declared.Where(variable => variable.Value.Default is null && given?.ContainsKey(variable.Key) != true))
        {
            yield return new Problem(
                JsonPointer.Append(pointer, name),
                ProblemCodes.MissingTemplateVariable,
                $"Queue '{queue}' needs a value for its template variable '{name}', which has no default.",
                variable.Enum?.Select(TemplateValues.TextOf).ToList() ?? [variable.Type]);
        }
    }

    /// <summary>The value of each variable: the launch's, else the default. For values that nothing stands against.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Values(
        IReadOnlyDictionary<string, TemplateVariable> declared, IReadOnlyDictionary<string, JsonElement>? given) => declared.ToDictionary(
            variable => variable.Key,
            variable => TemplateValues.Normalise(variable.Value, given is not null && given.TryGetValue(variable.Key, out var value) ? value : variable.Value.Default!.Value),
            StringComparer.Ordinal);

    private static Problem Unknown(string queue, IReadOnlyDictionary<string, TemplateVariable> declared, string name, string at)
    {
        string[] names = [.. declared.Keys.Order(StringComparer.Ordinal)];
        var shown = JsonPointer.Shorten(name);
        return new Problem(
            at,
            ProblemCodes.UnknownTemplateVariable,
            names.Length == 0 ? $"Queue '{queue}' has no template variables, so none of the name '{shown}'. Leave it out."
            : NearName.Find(name, names) is { } near ? $"Queue '{queue}' has no template variable '{shown}'. Did you mean {near}?"
            : $"Queue '{queue}' has no template variable '{shown}'. Leave it out.",
            names);
    }
}
