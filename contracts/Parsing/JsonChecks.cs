using System.Text.Json;

namespace LaunchAgent.Contracts;

/// <summary>What holds for every value of a spec, also inside config and other free JSON.</summary>
internal static class JsonChecks
{
    private const string NoKeys = "Specs are stored and shown, so they carry no keys. Keep the key in a setting or a Key Vault and refer to it in secret_env: setting://NAME or keyvault://vault/secret.";

    public static void Run(JsonElement element, ProblemList problems) => Visit(element, "", insideSecretEnv: false, problems);

    private static void Visit(JsonElement element, string pointer, bool insideSecretEnv, ProblemList problems)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                VisitObject(element, pointer, insideSecretEnv, problems);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Visit(item, JsonPointer.Append(pointer, index++), insideSecretEnv, problems);
                }

                break;
            case JsonValueKind.String when element.GetString()!.Contains(SpecText.NotText):
                problems.Add(pointer, ProblemCodes.InvalidUnicode, "The text holds half a surrogate pair or a non-character. Send whole characters.");
                break;
            case JsonValueKind.Number when !double.IsFinite(element.GetDouble()):
                problems.Add(pointer, ProblemCodes.OutOfRange, "The number is too large for any computer. Send one below 1.8e308, or a text.");
                break;
            default:
                break;
        }
    }

    private static bool IsGiven(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number || (value.ValueKind == JsonValueKind.String && value.GetString() is not "");

    private static void VisitObject(JsonElement element, string pointer, bool insideSecretEnv, ProblemList problems)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var name = property.Name;
            var at = JsonPointer.Append(pointer, name);
            if (!names.Add(name))
            {
                problems.Add(at, ProblemCodes.DuplicateField, "This name stands twice in the same object. Keep one.");
            }

            if (name.Contains(SpecText.NotText))
            {
                problems.Add(at, ProblemCodes.InvalidUnicode, "The name holds half a surrogate pair or a non-character. Send whole characters.");
            }

            if (!insideSecretEnv && SecretNames.IsKey(name) && IsGiven(property.Value))
            {
                problems.Add(at, ProblemCodes.SecretInSpec, NoKeys);
            }

            Visit(property.Value, at, insideSecretEnv || name == "secret_env", problems);
        }

        // As Kubernetes writes an environment variable.
        if (element.TryGetProperty("name", out var key) && key.ValueKind == JsonValueKind.String && SecretNames.IsKey(key.GetString()!)
            && element.TryGetProperty("value", out var secret) && IsGiven(secret))
        {
            problems.Add(JsonPointer.Append(pointer, "value"), ProblemCodes.SecretInSpec, NoKeys);
        }
    }
}
