using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Core.Submission.Templates;
using LaunchAgent.Specs.Templates;
using LaunchAgent.Tests.Unit.Contracts;

namespace LaunchAgent.Tests.Unit.Queues.Templates;

public sealed class MergePatchTests
{
    /// <summary>RFC 7396, appendix A.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Apply_ExampleOfTheStandard_GivesItsResult(string target, string patch, string expected) =>
        Assert.Equal(expected, MergePatch.Apply(JsonElement.Parse(target), JsonElement.Parse(patch)).GetRawText());

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2,"a":3}""", """{"a":3}""")]
    [InlineData("{}", """{"a":2,"b":0,"a":{"c":null,"d":1,"d":4}}""", """{"a":{"d":4},"b":0}""")]
    public void Apply_NameTwiceInPatch_TheLastCounts(string target, string patch, string expected) =>
        Assert.Equal(expected, MergePatch.Apply(JsonElement.Parse(target), JsonElement.Parse(patch)).GetRawText());

    [Fact]
    public void Apply_AnyDocumentAndPatch_DoesWhatTheStandardsAlgorithmDoes()
    {
        var pairs = Gen.Zip(Small, Small);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            var (target, patch) = pair;
            var expected = Standard(target?.DeepClone(), patch);
            var merged = MergePatch.Apply(Element(target), Element(patch));
            return JsonNode.DeepEquals(expected, JsonNode.Parse(merged.GetRawText())).Label($"{target?.ToJsonString()} {patch?.ToJsonString()}\n{merged.GetRawText()}");
        }));
    }

    [Fact]
    public void Apply_AnyJson_IsTheSameAppliedTwice() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Gen.Zip(LaunchSpecGen.Json, LaunchSpecGen.Json).ToArbitrary(), pair =>
        {
            var (target, patch) = (Element(pair.Item1), Element(pair.Item2));
            var once = MergePatch.Apply(target, patch);
            return MergePatch.Apply(once, patch).GetRawText() == once.GetRawText();
        }));

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("""{"a":1}""", null, null, """{"a":1}""")]
    [InlineData(null, """{"a":1,"b":null}""", null, """{"a":1}""")]
    [InlineData("""{"a":1,"b":{"x":1,"y":2}}""", """{"b":{"x":2},"c":3}""", """{"b":{"y":null},"c":4}""", """{"a":1,"b":{"x":2},"c":4}""")]
    [InlineData("""{"a":1}""", """{"a":null}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":[1,2]}""", null, """{"a":[3]}""", """{"a":[3]}""")]
    public void Merge_JobQueueAndLaunch_TheLaterWins(string? job, string? queue, string? launch, string? expected) =>
        Assert.Equal(expected, ResourceArgs.Merge(Parse(job), Parse(queue), Parse(launch))?.GetRawText());

    private static readonly string[] Names = ["a", "b", "c"];

    private static Gen<JsonNode?> Leaf { get; } = Gen.Elements("null", "1", "\"x\"", "true", "{}", "[]").Select(json => JsonNode.Parse(json));

    // Few names and shallow values, so that documents and patches meet.
    private static Gen<JsonNode?> Small { get; } = Tree(3);

    private static Gen<JsonNode?> Tree(int depth) => depth == 0
        ? Leaf
        : Gen.OneOf(
            Leaf,
            Gen.ListOf(Tree(depth - 1)).Select(items => (JsonNode?)new JsonArray([.. items.Take(3).Select(item => item?.DeepClone())])),
            Members(depth),
            Members(depth),
            Members(depth));

    private static Gen<JsonNode?> Members(int depth) =>
        from names in Gen.SubListOf<string>(Names)
        from values in Gen.ArrayOf(Tree(depth - 1), Names.Length)
        select (JsonNode?)new JsonObject(names.Zip(values, (name, value) => KeyValuePair.Create(name, value?.DeepClone())));

    // Section 2 of RFC 7396, line by line.
    private static JsonNode? Standard(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var document = target as JsonObject ?? [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                document.Remove(name);
            }
            else
            {
                document.TryGetPropertyValue(name, out var before);
                document.Remove(name);
                document[name] = Standard(before, value);
            }
        }

        return document;
    }

    private static JsonElement Element(JsonNode? node) => JsonElement.Parse(node?.ToJsonString() ?? "null");

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}
