using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>The header <c>Idempotency-Key</c>, which says the same as the field <c>idempotency_key</c> of the spec it comes with.</summary>
public static class IdempotencyKeyHeader
{
    /// <summary>Name of the header.</summary>
    public const string Name = "Idempotency-Key";

    private const string Pointer = "/idempotency_key";

    /// <summary>The spec with the header's key; a key in the body must be the same. The header is held to the rule of the field.</summary>
    /// <param name="parsed">The spec as it was read from the body.</param>
    /// <param name="header">The header's value; null when there is none.</param>
    public static ParsedSpec Apply(ParsedSpec parsed, string? header)
    {
        if (header is null)
        {
            return parsed;
        }

        var problems = new ProblemList();
        TextRules.IdempotencyKey.Check(header, Pointer, problems);
        if (parsed.Readable?.IdempotencyKey is { } key && key != header)
        {
            problems.Add(Pointer, ProblemCodes.ConflictingField, $"The header {Name} and the body name two different keys. Give one of them, or the same in both.");
        }

        var readable = parsed.Readable is { } spec ? spec with { IdempotencyKey = header } : null;
        return parsed with
        {
            Spec = parsed.IsValid && problems.Items.Count == 0 ? readable : null,
            Problems = [.. parsed.Problems, .. problems.Items],
            Readable = readable,
        };
    }
}
