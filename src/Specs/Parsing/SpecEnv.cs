using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Secrets;

namespace LaunchAgent.Specs.Parsing;

/// <summary>env and secret_env.</summary>
internal static class SpecEnv
{
    public static IReadOnlyDictionary<string, string>? Read(ObjectReader reader, string name, TextRule rule)
    {
        if (reader.Map(name, SpecLimits.EnvEntries) is not { } members)
        {
            return null;
        }

        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (variable, value) in members)
        {
            var at = JsonPointer.Append(reader.At(name), variable);
            TextRules.EnvName.Check(variable, at, reader.Problems);
            if (variable.StartsWith("LAUNCH_", StringComparison.OrdinalIgnoreCase))
            {
                reader.Problems.Add(at, ProblemCodes.ReservedName, "Names that begin with LAUNCH_ are the agent's own. Choose another.");
            }

            if (reader.Text(value, at, rule) is { } text)
            {
                result[variable] = text;
            }
        }

        return result;
    }

    public static void CheckTogether(ObjectReader reader, LaunchSpec spec, WarningList warnings)
    {
        var env = spec.Env ?? new Dictionary<string, string>();
        var secret = spec.SecretEnv ?? new Dictionary<string, string>();
        if (env.Count + secret.Count > SpecLimits.EnvEntries)
        {
            reader.Problems.Add(reader.At("env"), ProblemCodes.TooMany, $"At most {SpecLimits.EnvEntries} entries in env and secret_env together.");
        }

        foreach (var name in secret.Keys.Where(env.ContainsKey))
        {
            reader.Problems.Add(JsonPointer.Append(reader.At("env"), name), ProblemCodes.ConflictingField, "This name also stands in secret_env. Keep one.");
        }

        WarnOfSecrets(env, warnings);
        SpecFields.TotalBytes(reader, "env", env.SelectMany(pair => new[] { pair.Key, pair.Value }), SpecLimits.EnvBytes);
    }

    public static void WarnOfSecrets(IReadOnlyDictionary<string, string> env, WarningList warnings)
    {
        foreach (var name in env.Where(pair => pair.Value.Length > 0 && SecretNames.IsLikely(pair.Key)).Select(pair => pair.Key))
        {
            warnings.Add(WarningCodes.LooksLikeSecret, $"The environment variable {JsonPointer.Shorten(name)} looks like a secret; its value is stored as it was sent. Keep it in the agent's own environment (LAUNCH_AGENT_ENV) or, where it is supported, refer to it in secret_env.");
        }
    }
}
