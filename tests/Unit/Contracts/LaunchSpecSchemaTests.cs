using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>Holds the JSON schema to the parser: every limit in it is tried on the parser, at the limit and one past it.</summary>
public sealed class LaunchSpecSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(LaunchSpecSchema.Text)!.AsObject();

    private static readonly string[] InsideTheApp = ["wandb_origin", "is_sweep_scheduler"];

    /// <summary>Every property of every level, as "retry/max_retries".</summary>
    public static TheoryData<string> Properties => [.. Levels().SelectMany(level => level.Properties.Select(property => $"{level.Path}{property.Key}"))];

    [Fact]
    public void Schema_Names_AreThoseOfTheRecords()
    {
        AssertNames(typeof(LaunchSpec), "", [.. InsideTheApp], ["wandb"]);
        AssertNames(typeof(RetryOptions), "retry/", [], []);
        AssertNames(typeof(TimeoutOptions), "timeouts/", [], []);
        AssertNames(typeof(ActorSpec), "actor/", [], []);
    }

    [Fact]
    public void Parse_EveryNameOfTheSchemaAndOneMore_RefusesOnlyThatOne()
    {
        foreach (var (path, properties) in Levels())
        {
            var level = new JsonObject([.. properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)null)), KeyValuePair.Create("colour", (JsonNode?)"red")]);
            var spec = path.Length == 0 ? level : new JsonObject { [path[..^1]] = level };

            var unknown = LaunchSpecParser.Parse(spec.ToJsonString()).Problems.Where(problem => problem.Code == ProblemCodes.UnknownField);

            Assert.Equal($"/{path}colour", Assert.Single(unknown).Pointer);
        }
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Parse_WrongType_IsRefusedAsInTheSchema(string path)
    {
        var types = Types(Find(path));
        var samples = new (string Type, JsonNode Value)[] { ("string", "x"), ("number", 1.5), ("boolean", true), ("array", new JsonArray()), ("object", new JsonObject()) };
        foreach (var (type, value) in samples)
        {
            var refused = Codes(path, value).Intersect([ProblemCodes.WrongType, ProblemCodes.UnsupportedVersion, ProblemCodes.InvalidValue]).Any();
            Assert.True(types.Contains(type) != refused, $"{path}: {type}");
        }
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Parse_AtTheLimitsOfTheSchema_ChangesItsMindOnePastThem(string path)
    {
        var property = Find(path);
        AssertTexts(path, property, text => text, _ => "");
        if (property["items"] is JsonObject item)
        {
            AssertTexts(path, item, text => new JsonArray(text), _ => "/0");
        }

        if (property["additionalProperties"] is JsonObject value)
        {
            AssertTexts(path, value, text => new JsonObject { ["a"] = text }, _ => "/a");
        }

        if (property["propertyNames"] is JsonObject names)
        {
            AssertTexts(path, names, text => new JsonObject { [text] = "" }, text => JsonPointer.Append("", text));
        }

        AssertNumber(path, property, "minimum", -1);
        AssertNumber(path, property, "maximum", 1);
        AssertCount(path, property, "maxItems", count => new JsonArray([.. Enumerable.Range(0, count).Select(_ => (JsonNode)"a")]));
        AssertCount(path, property, "maxProperties", count => new JsonObject(Enumerable.Range(0, count).Select(number => KeyValuePair.Create($"a{number}", (JsonNode?)"a"))));
        AssertBytes(path, property);
    }

    [Fact]
    public void Schema_Patterns_AreThoseOfTheRules()
    {
        var rules = typeof(TextRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => ((TextRule)field.GetValue(null)!).Pattern).OfType<string>();

        Assert.Equal(rules.Distinct().Order(), All(Schema).Where(member => member.Key == "pattern").Select(member => (string)member.Value!).Except(["^[Ll][Aa][Uu][Nn][Cc][Hh]_"]).Distinct().Order());
    }

    [Fact]
    public void Schema_Priorities_AreThoseOfTheParser()
    {
        foreach (var value in Schema["properties"]!["priority"]!["enum"]!.AsArray())
        {
            Assert.Empty(Codes("priority", value?.DeepClone()));
        }

        Assert.Contains(ProblemCodes.InvalidValue, Codes("priority", 4));
        Assert.Contains(ProblemCodes.InvalidValue, Codes("priority", "MEDIUM"));
    }

    /// <param name="path">The property.</param>
    /// <param name="schema">Of its texts.</param>
    /// <param name="make">A value of the property with such a text in it.</param>
    /// <param name="at">Where that text then stands, below the property.</param>
    private static void AssertTexts(string path, JsonObject schema, Func<string, JsonNode> make, Func<string, string> at)
    {
        List<string> CodesOf(string text) => Codes(path, make(text), $"/{path}{at(text)}");

        if ((int?)schema["maxLength"] is { } longest)
        {
            // Counted in characters, as JSON schema does: these take two UTF-16 units each.
            Assert.DoesNotContain(ProblemCodes.TooLong, CodesOf(string.Concat(Enumerable.Repeat("😀", longest))));
            Assert.Contains(ProblemCodes.TooLong, CodesOf(string.Concat(Enumerable.Repeat("😀", longest + 1))));
        }

        if (schema["pattern"] is not null)
        {
            Assert.Contains(ProblemCodes.InvalidFormat, CodesOf(" no pattern begins with a space"));
        }
    }

    private static void AssertNumber(string path, JsonObject property, string keyword, int step)
    {
        if ((int?)property[keyword] is { } limit)
        {
            Assert.Empty(Codes(path, limit));
            Assert.Contains(ProblemCodes.OutOfRange, Codes(path, limit + step));
        }
    }

    private static void AssertCount(string path, JsonObject property, string keyword, Func<int, JsonNode> make)
    {
        if ((int?)property[keyword] is { } limit)
        {
            Assert.DoesNotContain(ProblemCodes.TooMany, Codes(path, make(limit)));
            Assert.Contains(ProblemCodes.TooMany, Codes(path, make(limit + 1)));
        }
    }

    private static void AssertBytes(string path, JsonObject property)
    {
        if ((int?)property["x-max-bytes"] is { } limit)
        {
            Assert.DoesNotContain(ProblemCodes.TooLarge, Codes(path, OfBytes(property, limit)));
            Assert.Contains(ProblemCodes.TooLarge, Codes(path, OfBytes(property, limit + 1)));
        }
    }

    /// <summary>A value of so many bytes: of its texts together if it consists of texts, else of its JSON.</summary>
    private static JsonNode OfBytes(JsonObject property, int bytes)
    {
        const int longest = 10_000;
        if (property["items"] is not null)
        {
            return new JsonArray([.. Enumerable.Range(0, bytes / longest).Select(_ => (JsonNode)new string('a', longest)), new string('a', bytes % longest)]);
        }

        if (property["additionalProperties"] is JsonObject && property["propertyNames"]!["pattern"] is not null)
        {
            // Names count as well here, two bytes each.
            return new JsonObject(Enumerable.Range(0, bytes / longest + 1).Select((number, _) =>
                KeyValuePair.Create($"{(char)('a' + number / 26)}{(char)('a' + number % 26)}", (JsonNode?)new string('a', (number < bytes / longest ? longest : bytes % longest) - 2))));
        }

        if (property["additionalProperties"] is JsonObject)
        {
            return new JsonObject { ["a"] = new string('a', bytes / 2), ["b"] = new string('a', bytes - bytes / 2) };
        }

        return Types(property).Contains("object")
            ? new JsonObject { ["a"] = new string('a', bytes - """{"a":""}""".Length) }
            : new JsonArray(new string('a', bytes - """[""]""".Length));
    }

    /// <summary>The codes of the problems at a pointer (the property itself if none is given) when the property has this value.</summary>
    private static List<string> Codes(string path, JsonNode? value, string? pointer = null)
    {
        var names = path.Split('/');
        var spec = new JsonObject { [names[0]] = names.Length == 1 ? value : new JsonObject { [names[1]] = value } };
        spec.TryAdd("image", "source");
        return [.. LaunchSpecParser.Parse(spec.ToJsonString()).Problems.Where(problem => problem.Pointer == (pointer ?? "/" + path)).Select(problem => problem.Code)];
    }

    private static IEnumerable<(string Path, JsonObject Properties)> Levels()
    {
        var root = Schema["properties"]!.AsObject();
        return root.Where(property => property.Value!["properties"] is not null).Select(property => ($"{property.Key}/", property.Value!["properties"]!.AsObject())).Prepend(("", root));
    }

    private static JsonObject Find(string path)
    {
        var level = Levels().Last(level => path.StartsWith(level.Path, StringComparison.Ordinal));
        return level.Properties[path[level.Path.Length..]]!.AsObject();
    }

    private static List<string> Types(JsonObject property)
    {
        if (property["enum"] is not null)
        {
            // Their values are tried one by one.
            return [];
        }

        return property["type"] switch
        {
            null => ["string", "number", "boolean", "array", "object"],
            JsonArray several => [.. several.Select(type => (string)type!)],
            var one => [(string)one!],
        };
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> All(JsonNode? node) => node switch
    {
        JsonObject members => members.Concat(members.SelectMany(member => All(member.Value))),
        JsonArray items => items.SelectMany(All),
        _ => [],
    };

    private static void AssertNames(Type record, string path, string[] without, string[] with)
    {
        var names = record.GetProperties().Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition != JsonIgnoreCondition.Always)
            .Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)).Except(without).Concat(with);
        Assert.Equal(names.Order(), Levels().Single(level => level.Path == path).Properties.Select(property => property.Key).Order());
    }
}
