using System.Globalization;
using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Contracts.Queues;

namespace LaunchAgent.Specs.Templates;

/// <summary>Values of template variables.</summary>
public static class TemplateValues
{
    // Whole numbers beyond these are no longer exact in everybody's JSON.
    private const double MostInteger = 9_007_199_254_740_991;

    /// <summary>What is wrong with a value of a variable; null when it fits. The value is not quoted.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="value">The value.</param>
    /// <param name="pointer">Where it stands.</param>
    public static Problem? Check(TemplateVariable variable, JsonElement value, string pointer)
    {
        if (!IsOfType(variable.Type, value))
        {
            return new Problem(pointer, ProblemCodes.WrongType, $"Must be {Describe(variable.Type)}.", [variable.Type]);
        }

        if (value.ValueKind == JsonValueKind.Number && IsOutside(variable, value.GetDouble()))
        {
            return new Problem(pointer, ProblemCodes.OutOfRange, $"Must be {RangeOf(variable)}.", [RangeOf(variable)]);
        }

        return variable.Enum is null || variable.Enum.Any(allowed => AreSame(allowed, value))
            ? null
            : new Problem(pointer, ProblemCodes.InvalidValue, "Must be one of the values that the queue allows.", [.. variable.Enum.Select(TextOf)]);
    }

    /// <summary>A value that fits, as it is put into resource args: an integer without a fraction, however it was written.</summary>
    public static JsonElement Normalise(TemplateVariable variable, JsonElement value) =>
        variable.Type == TemplateVariable.Integer ? JsonSerializer.SerializeToElement((long)value.GetDouble(), ContractJson.Options) : value;

    /// <summary>The text of a value inside a longer text.</summary>
    public static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        TemplateVariable.String => value.ValueKind == JsonValueKind.String,
        TemplateVariable.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        TemplateVariable.Integer => value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && Math.Floor(number) == number && Math.Abs(number) <= MostInteger,
        _ => value.ValueKind == JsonValueKind.Number,
    };

    private static bool IsOutside(TemplateVariable variable, double value) => value < variable.Minimum || value > variable.Maximum;

    private static bool AreSame(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind && one.ValueKind switch
    {
        JsonValueKind.String => one.GetString() == other.GetString(),
        JsonValueKind.Number => one.GetDouble() == other.GetDouble(),
        _ => true,
    };

    private static string Describe(string type) => type switch
    {
        TemplateVariable.String => "a text",
        TemplateVariable.Boolean => "true or false",
        TemplateVariable.Integer => "a whole number",
        _ => "a number",
    };

    private static string RangeOf(TemplateVariable variable) => (variable.Minimum, variable.Maximum) switch
    {
        ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}"),
        ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $"at least {least}"),
        (_, var most) => string.Create(CultureInfo.InvariantCulture, $"at most {most}"),
    };
}
