using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>What a validator says of a spec by its schema, and what the parser says: they agree, but for what a schema has no words for.</summary>
public sealed class SchemaAgreementTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(LaunchSpecSchema.Text)!.AsObject();

    // What lies between fields, sizes in bytes, and what is asked of the insides of texts.
    private static readonly string[] BeyondASchema =
    [
        ProblemCodes.ConflictingField, ProblemCodes.ControlCharacter, ProblemCodes.InvalidUnicode, ProblemCodes.SecretInSpec, ProblemCodes.TooLarge, ProblemCodes.MissingSource,
    ];

    [Fact]
    public void GoodSpecs_AreGoodForBoth() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(LaunchSpecGen.Spec.ToArbitrary(), spec =>
        {
            var json = JsonNode.Parse(ContractJson.Serialize(spec))!;
            return (SchemaCheck.IsValid(json, Schema) && LaunchSpecParser.Parse(json.ToJsonString()).IsValid).Label(json.ToJsonString());
        }));

    /// <summary>A good spec in which one field, at any level, was replaced: left out, null, of any type, too long, too many, unknown.</summary>
    [Fact]
    public void SpecsWithOneFieldReplaced_AreGoodOrBadForBoth() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Replaced.ToArbitrary(), json =>
        {
            var parsed = LaunchSpecParser.Parse(json);
            var byParser = parsed.Problems.All(problem => BeyondASchema.Contains(problem.Code) || IsFormat(problem));
            var bySchema = SchemaCheck.IsValid(JsonNode.Parse(json), Schema);
            // The other way round nothing may be beyond the schema: what it refuses, the parser refuses.
            return (bySchema ? byParser : !parsed.IsValid).Label($"schema {bySchema}, parser [{string.Join(", ", parsed.Problems.Select(problem => $"{problem.Pointer} {problem.Code}"))}]: {json}");
        }));

    // A schema's "format" is a remark; and that texts are not blank, paths stay inside, and numbers have an order is said in words.
    private static bool IsFormat(Problem problem) => problem is { Code: ProblemCodes.InvalidFormat } or { Code: ProblemCodes.OutOfRange, Pointer: "/retry/initial_seconds" };

    private static Gen<string> Replaced { get; } =
        from spec in LaunchSpecGen.Spec
        from place in Gen.Elements<string>([.. Places()])
        from value in Gen.Elements<Func<JsonNode?>>(Values)
        select Replace(JsonNode.Parse(ContractJson.Serialize(spec))!.AsObject(), place.Split('/'), value);

    private static readonly Func<JsonNode?>[] Values =
    [
        () => "", () => "a", () => " ", () => new string('a', 63), () => new string('a', 64), () => new string('a', 65), () => new string('a', 128), () => new string('a', 129), () => new string('x', 33_000),
        () => "UPPER", () => "a b", () => "https://x.example", () => "high", () => "2031-05-01T09:00:00Z", () => "LAUNCH_X",
        () => 0, () => 1, () => -1, () => 2, () => 3, () => 4, () => 101, () => 1.5, () => 604_801, () => 10_000_000, () => true, () => false, () => null,
        () => new JsonArray(), () => new JsonArray("a"), () => new JsonArray(1), () => new JsonArray((JsonNode?)null), () => new JsonArray([.. Enumerable.Range(0, 33).Select(_ => (JsonNode)"a")]),
        () => new JsonObject(), () => new JsonObject { ["A"] = "b" }, () => new JsonObject { ["A"] = 1 }, () => new JsonObject { ["a b"] = "x" }, () => new JsonObject { ["launch_x"] = "x" },
        () => new JsonObject { ["A"] = "setting://A" }, () => new JsonObject { ["A"] = new JsonArray() }, () => new JsonObject(Enumerable.Range(0, 65).Select(number => KeyValuePair.Create($"A{number}", (JsonNode?)"x"))),
    ];

    private static IEnumerable<string> Places()
    {
        foreach (var (name, field) in Schema["properties"]!.AsObject().Where(field => field.Key != "wandb"))
        {
            yield return name;
            foreach (var (inner, _) in field!["properties"]?.AsObject() ?? [])
            {
                yield return $"{name}/{inner}";
            }
        }

        yield return "colour";
        yield return "retry/colour";
    }

    private static string Replace(JsonObject spec, string[] place, Func<JsonNode?> value)
    {
        var level = spec;
        if (place.Length > 1)
        {
            level = spec[place[0]] as JsonObject ?? [];
            spec[place[0]] = level.Parent is null ? level : level.DeepClone();
            level = spec[place[0]]!.AsObject();
        }

        level[place[^1]] = value();
        return spec.ToJsonString();
    }
}
