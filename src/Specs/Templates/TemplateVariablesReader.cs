using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Templates;

/// <summary>Reads the template variables of a queue: a small part of JSON schema, in which nothing is taken that would not be held to.</summary>
internal static class TemplateVariablesReader
{
    private const string Field = "template_variables";

    private static readonly TextRule Description = new(SpecLimits.TemplateVariableDescription) { IsContent = true };

    public static IReadOnlyDictionary<string, TemplateVariable>? Read(ObjectReader reader)
    {
        if (reader.Map(Field, SpecLimits.TemplateVariables) is not { } members)
        {
            return null;
        }

        var variables = new Dictionary<string, TemplateVariable>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            var at = JsonPointer.Append(reader.At(Field), name);
            TextRules.TemplateVariableName.Check(name, at, reader.Problems);
            if (value.ValueKind != JsonValueKind.Object)
            {
                reader.WrongType(at, "an object such as {\"type\": \"integer\"}", value);
            }

            variables[name] = value.ValueKind == JsonValueKind.Object ? Variable(new ObjectReader(value, at, reader.Problems)) : new TemplateVariable("");
        }

        return variables;
    }

    private static TemplateVariable Variable(ObjectReader reader)
    {
        var variable = new TemplateVariable(
            Type(reader),
            reader.Take("default")?.Clone(),
            reader.Number("minimum", double.MinValue, double.MaxValue),
            reader.Number("maximum", double.MinValue, double.MaxValue),
            reader.List("enum", SpecLimits.TemplateVariableEnum)?.Select(value => value.Clone()).ToList(),
            reader.Text("description", Description));
        reader.RefuseUnknown();
        if (variable.Type.Length > 0)
        {
            CheckRange(reader, variable);
            CheckEnum(reader, variable);
            CheckDefault(reader, variable);
        }

        return variable;
    }

    // Empty when there is none: then nothing else can be told.
    private static string Type(ObjectReader reader)
    {
        const string name = "type";
        if (reader.Take(name) is { ValueKind: JsonValueKind.String } given && TemplateVariable.Types.Contains(given.GetString()!, StringComparer.Ordinal))
        {
            return given.GetString()!;
        }

        reader.Problems.Add(
            reader.At(name), reader.IsGiven(name) ? ProblemCodes.InvalidValue : ProblemCodes.MissingField, $"Must be one of {string.Join(", ", TemplateVariable.Types)}.", TemplateVariable.Types);
        return "";
    }

    private static void CheckRange(ObjectReader reader, TemplateVariable variable)
    {
        foreach (var (name, bound) in new[] { ("minimum", variable.Minimum), ("maximum", variable.Maximum) })
        {
            if (bound is { } given && variable.Type is not (TemplateVariable.Integer or TemplateVariable.Number))
            {
                reader.Problems.Add(reader.At(name), ProblemCodes.ConflictingField, $"Only integer and number have a {name}. Leave it out.");
            }
            else if (bound is { } number && variable.Type == TemplateVariable.Integer && Math.Floor(number) != number)
            {
                reader.Problems.Add(reader.At(name), ProblemCodes.WrongType, "Must be a whole number, as the variable is.");
            }
        }

        if (variable.Minimum > variable.Maximum)
        {
            reader.Problems.Add(reader.At("minimum"), ProblemCodes.OutOfRange, "Must not be above maximum.");
        }
    }

    private static void CheckEnum(ObjectReader reader, TemplateVariable variable)
    {
        if (variable.Enum is { Count: 0 })
        {
            reader.Problems.Add(reader.At("enum"), ProblemCodes.InvalidFormat, "Must hold at least one value. Leave it out to allow all.");
        }

        var index = 0;
        foreach (var value in variable.Enum ?? [])
        {
            CheckValue(reader, variable with { Enum = null }, value, JsonPointer.Append(reader.At("enum"), index++));
        }
    }

    private static void CheckDefault(ObjectReader reader, TemplateVariable variable)
    {
        if (variable.Default is { } value)
        {
            CheckValue(reader, variable, value, reader.At("default"));
        }
    }

    private static void CheckValue(ObjectReader reader, TemplateVariable variable, JsonElement value, string at)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            TextRules.TemplateVariableValue.Check(value.GetString()!, at, reader.Problems);
        }

        if (TemplateValues.Check(variable, value, at) is { } problem)
        {
            reader.Problems.Add(problem.Pointer, problem.Code, problem.Message, problem.Allowed);
        }
    }
}
