using System.Text.Json;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Secrets;

namespace LaunchAgent.Specs.Parsing;

/// <summary>What holds for every value of a spec, also inside config and other free JSON.</summary>
internal sealed class JsonChecks(ProblemList problems)
{
    private const string NoKeys = "Specs are stored and shown, so they carry no keys. Keep the key in the agent's own environment (LAUNCH_AGENT_ENV) or, where it is supported, refer to it in secret_env: setting://NAME or keyvault://vault/secret.";

    /// <summary>What is said of a text with <see cref="SpecText.NotText"/> in it.</summary>
    public const string NotText = "This holds half a surrogate pair or a non-character. Send whole characters.";

    // Of an exponent: no number that a computer can hold has more, written in what a body takes.
    private const int MostDigits = 8;

    public void Run(JsonElement root) => Visit(root, null, mayBeKey: true);

    private void Visit(JsonElement element, JsonPath? path, bool mayBeKey)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                VisitObject(element, path, mayBeKey);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Visit(item, new JsonPath(path, null, index++), mayBeKey);
                }

                break;
            case JsonValueKind.String when element.GetString()!.Contains(SpecText.NotText):
                Add(path, ProblemCodes.InvalidUnicode, NotText);
                break;
            case JsonValueKind.Number when !double.IsFinite(element.GetDouble()):
                Add(path, ProblemCodes.OutOfRange, "The number is too large for any computer. Send one below 1.8e308, or a text.");
                break;
            case JsonValueKind.Number when element.GetDouble() == 0 && IsBeyondComparing(element.GetRawText()):
                Add(path, ProblemCodes.OutOfRange, "The number is too small for any computer. Send 0, or a text.");
                break;
            default:
                break;
        }
    }

    private void VisitObject(JsonElement element, JsonPath? path, bool mayBeKey)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var name = property.Name;
            var at = new JsonPath(path, name, 0);
            if (!names.Add(name))
            {
                Add(at, ProblemCodes.DuplicateField, "This name stands twice in the same object. Keep one.");
            }

            if (name.Contains(SpecText.NotText))
            {
                Add(at, ProblemCodes.InvalidUnicode, NotText);
            }

            if (mayBeKey && SecretNames.IsKey(name) && IsGiven(property.Value))
            {
                Add(at, ProblemCodes.SecretInSpec, NoKeys);
            }

            // The values of secret_env are references, and have a rule of their own.
            Visit(property.Value, at, mayBeKey && name != "secret_env");
        }

        // As Kubernetes writes an environment variable.
        if (element.TryGetProperty("name", out var key) && key.ValueKind == JsonValueKind.String && SecretNames.IsKey(key.GetString()!)
            && element.TryGetProperty("value", out var secret) && IsGiven(secret))
        {
            Add(new JsonPath(path, "value", 0), ProblemCodes.SecretInSpec, NoKeys);
        }
    }

    // The framework compares numbers digit by digit, and fails on an exponent that is no int.
    private static bool IsBeyondComparing(string number) =>
        number.IndexOfAny(['e', 'E']) is >= 0 and var at && number.AsSpan(at + 1).TrimStart("+-0").Length > MostDigits;

    private static bool IsGiven(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number || (value.ValueKind == JsonValueKind.String && value.GetString() is not "");

    private void Add(JsonPath? path, string code, string message)
    {
        if (!problems.IsFull)
        {
            problems.Add(path?.ToPointer() ?? "", code, message);
        }
    }
}
