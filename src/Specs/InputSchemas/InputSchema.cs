using System.Text.Json;
using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.InputSchemas;

/// <summary>
/// The parameters that a job takes, as the part of JSON schema (draft 2020-12) that can be checked in a time that grows with the size of schema and value only:
/// nothing refers to anything, no alternatives, and patterns without backtracking.
/// </summary>
public sealed record InputSchema
{
    /// <summary>The longest <c>pattern</c>, in characters.</summary>
    public const int PatternLength = 256;

    /// <summary>The most entries of <c>enum</c>.</summary>
    public const int MostValues = 100;

    /// <summary>How long one text may be held against its pattern.</summary>
    public static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>Nothing is right: <c>false</c> in place of a schema.</summary>
    internal bool RefusesAll { get; init; }

    internal IReadOnlyList<string>? Types { get; init; }

    internal IReadOnlyDictionary<string, InputSchema> Properties { get; init; } = new Dictionary<string, InputSchema>();

    internal IReadOnlyList<string> Required { get; init; } = [];

    internal InputSchema? AdditionalProperties { get; init; }

    internal InputSchema? Items { get; init; }

    internal IReadOnlyList<JsonElement>? Enum { get; init; }

    internal double? Minimum { get; init; }

    internal double? Maximum { get; init; }

    internal double? ExclusiveMinimum { get; init; }

    internal double? ExclusiveMaximum { get; init; }

    internal int? MinLength { get; init; }

    internal int? MaxLength { get; init; }

    internal int? MinItems { get; init; }

    internal int? MaxItems { get; init; }

    internal Regex? Pattern { get; init; }

    /// <summary>Everything that is wrong with a value, at most <see cref="SpecLimits.Problems"/> of it and one more that says so.</summary>
    /// <param name="schema">The schema, as it stands in the job.</param>
    /// <param name="value">The value.</param>
    /// <param name="pointer">Where the value stands in what was sent.</param>
    public static IReadOnlyList<Problem> Check(JsonElement schema, JsonElement value, string pointer)
    {
        var problems = new ProblemList();
        new InputSchemaCheck(problems).Run(InputSchemaReader.Read(schema, "", new ProblemList()), value, pointer);
        return problems.Items;
    }
}
