using System.Text.Json;
using System.Text.RegularExpressions;

namespace FunctionsEmulator.Faults;

/// <summary>
/// Reads the setting EMULATOR_FAULTS: one rule, or a list of them.
/// <c>{"action":"kill_after","call":7,"times":1,"calls":"mutating","uri_contains":"$batch","uri_matches":"…","body_contains":"…",
/// "only_scopes":[],"exclude_scopes":["listener"],"delay_ms":500,"retriable":true}</c>; only the action is needed.
/// </summary>
internal static class FaultRuleParser
{
    private static readonly Dictionary<string, FaultAction> Actions = new()
    {
        ["count"] = FaultAction.Count,
        ["fail"] = FaultAction.Fail,
        ["delay"] = FaultAction.Delay,
        ["busy"] = FaultAction.Busy,
        ["lose_answer"] = FaultAction.LoseAnswer,
        ["kill_before"] = FaultAction.KillBefore,
        ["kill_after"] = FaultAction.KillAfter,
    };

    /// <exception cref="InvalidOperationException">The text is not of that form; the message says all that is wrong with it.</exception>
    public static IReadOnlyList<FaultRule> Parse(string json)
    {
        var problems = new List<string>();
        var rules = new List<FaultRule>();
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            rules.AddRange(root.ValueKind == JsonValueKind.Array
                ? root.EnumerateArray().Select((rule, i) => Rule(rule, $"rule {i}: ", problems)).ToList()
                : [Rule(root, "", problems)]);
        }
        catch (JsonException e)
        {
            problems.Add($"not JSON: {e.Message}");
        }

        return problems.Count == 0
            ? rules
            : throw new InvalidOperationException($"The setting EMULATOR_FAULTS cannot be used: {string.Join("; ", problems)}.");
    }

    private static FaultRule Rule(JsonElement element, string where, List<string> problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{where}must be an object");
            return new FaultRule();
        }

        var rule = new FaultRule();
        foreach (var property in element.EnumerateObject())
        {
            try
            {
                rule = With(rule, property.Name, property.Value);
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
            {
                problems.Add($"{where}'{property.Name}' {(e is FormatException ? e.Message : "has a value of the wrong kind")}");
            }
        }

        if (!element.TryGetProperty("action", out _))
            problems.Add($"{where}'action' is missing; it is one of {string.Join(", ", Actions.Keys)}");
        if (rule is { Action: FaultAction.Delay, Delay.Ticks: 0 })
            problems.Add($"{where}'delay' needs 'delay_ms'");
        return rule;
    }

    private static FaultRule With(FaultRule rule, string name, JsonElement value) => name switch
    {
        "action" => rule with
        {
            Action = Actions.TryGetValue(value.GetString()!, out var action)
                ? action
                : throw new FormatException($"is not one of {string.Join(", ", Actions.Keys)}"),
        },
        "call" => rule with { Call = Positive(value) },
        "times" => rule with { Times = Positive(value) },
        "calls" => rule with
        {
            Reads = value.GetString() switch { "all" => true, "mutating" => false, _ => throw new FormatException("is neither mutating nor all") },
        },
        "uri_contains" => rule with { UriContains = value.GetString() },
        "uri_matches" => rule with { UriMatches = Pattern(value.GetString()!) },
        "body_contains" => rule with { BodyContains = value.GetString() },
        "only_scopes" => rule with { OnlyScopes = [.. value.EnumerateArray().Select(s => s.GetString()!)] },
        "exclude_scopes" => rule with { ExcludeScopes = [.. value.EnumerateArray().Select(s => s.GetString()!)] },
        "delay_ms" => rule with { Delay = TimeSpan.FromMilliseconds(Positive(value)) },
        "retriable" => rule with { Retriable = value.GetBoolean() },
        _ => throw new FormatException("is not known"),
    };

    private static int Positive(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
        ? number
        : throw new FormatException("is not a whole number from 1");

    private static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"is not a pattern: {e.Message}", e);
        }
    }
}
