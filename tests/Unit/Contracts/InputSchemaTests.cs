using System.Diagnostics;
using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.InputSchemas;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

public sealed class InputSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object"}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", """{"a":2.0,"b":"x"}""")]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}}}""", """{"a":null}""")]
    [InlineData("""{"additionalProperties":{"type":"number"}}""", """{"a":1,"b":2.5}""")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"a":[]}""")]
    [InlineData("""{"properties":{"a":{"enum":[1,"x",null,{"b":[2]}]}}}""", """{"a":{"b":[2.0]}}""")]
    [InlineData("""{"properties":{"a":{"const":null}}}""", """{"a":null}""")]
    [InlineData("""{"properties":{"a":{"minLength":2,"maxLength":2}}}""", "{\"a\":\"😀é\"}")]
    [InlineData("""{"properties":{"a":{"minimum":1,"maximum":1,"exclusiveMinimum":0,"exclusiveMaximum":2}}}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":{"pattern":"^v[0-9]+$"}}}""", """{"a":"v12"}""")]
    [InlineData("""{"properties":{"a":{"items":{"type":"boolean"},"minItems":1,"maxItems":2}}}""", """{"a":[true,false]}""")]
    [InlineData("""{"$schema":"x","$comment":"x","title":"x","description":"x","default":{},"examples":[],"deprecated":true}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":{"minLength":9,"minimum":9,"minItems":9,"required":["x"]}}}""", """{"a":true}""")]
    public void Check_WhatTheSchemaAllows_IsGood(string schema, string value)
    {
        Assert.Empty(Read(schema));
        Assert.Empty(Check(schema, value));
    }

    [Theory]
    [InlineData("""{"type":"array"}""", "{}", "/config wrong_type")]
    [InlineData("""{"properties":{"a":{"type":"integer"},"b":{"type":"string"}}}""", """{"a":1.5,"b":1}""", "/config/a wrong_type", "/config/b wrong_type")]
    [InlineData("""{"properties":{"a":{"type":["integer","null"]}}}""", """{"a":"1"}""", "/config/a wrong_type")]
    [InlineData("""{"required":["a","b"],"properties":{"b":{"required":["c"]}}}""", """{"b":{}}""", "/config/a missing_field", "/config/b/c missing_field")]
    [InlineData("""{"properties":{"lr":{}},"additionalProperties":false}""", """{"lrr":1}""", "/config/lrr unknown_field")]
    [InlineData("""{"additionalProperties":{"type":"number"}}""", """{"a":"x"}""", "/config/a wrong_type")]
    [InlineData("""{"properties":{"a":false}}""", """{"a":1}""", "/config/a unknown_field")]
    [InlineData("""{"properties":{"a":{"enum":[1,2]},"b":{"const":null}}}""", """{"a":3,"b":0}""", "/config/a invalid_value", "/config/b invalid_value")]
    [InlineData("""{"properties":{"a":{"minLength":2},"b":{"maxLength":2}}}""", """{"a":"x","b":"xyz"}""", "/config/a out_of_range", "/config/b out_of_range")]
    [InlineData("""{"properties":{"a":{"minimum":1},"b":{"exclusiveMinimum":1},"c":{"maximum":1},"d":{"exclusiveMaximum":1}}}""", """{"a":0,"b":1,"c":2,"d":1}""", "/config/a out_of_range", "/config/b out_of_range", "/config/c out_of_range", "/config/d out_of_range")]
    [InlineData("""{"properties":{"a":{"pattern":"^v"}}}""", """{"a":"x"}""", "/config/a invalid_format")]
    [InlineData("""{"properties":{"a":{"items":{"type":"boolean"},"maxItems":1}}}""", """{"a":[1,true]}""", "/config/a out_of_range", "/config/a/0 wrong_type")]
    [InlineData("""{"properties":{"a/b~":{"type":"string"}}}""", """{"a/b~":1}""", "/config/a~1b~0 wrong_type")]
    public void Check_WhatTheSchemaForbids_IsToldWithItsPlace(string schema, string value, params string[] problems)
    {
        Assert.Empty(Read(schema));
        Assert.Equal(problems, Check(schema, value).Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"anyOf":[],"oneOf":[],"$ref":"file:///etc/passwd","$defs":{},"format":"date"}""", "/$defs not_supported", "/$ref not_supported", "/anyOf not_supported", "/format not_supported", "/oneOf not_supported")]
    [InlineData("""{"properties":{"a":{"type":"float"}},"items":{"type":[]}}""", "/items/type invalid_value", "/properties/a/type invalid_value")]
    [InlineData("""{"properties":[],"required":"a","additionalProperties":1}""", "/additionalProperties wrong_type", "/properties wrong_type", "/required wrong_type")]
    [InlineData("""{"minLength":-1,"maxItems":1.5,"minimum":"1"}""", "/maxItems wrong_type", "/minLength out_of_range", "/minimum wrong_type")]
    [InlineData("""{"pattern":"["}""", "/pattern invalid_format")]
    [InlineData("""{"pattern":"(?=a)"}""", "/pattern not_supported")]
    [InlineData("""{"pattern":"(a)\\1"}""", "/pattern not_supported")]
    [InlineData("""{"pattern":"((a{1,1000}){1,1000}){1,1000}"}""", "/pattern not_supported")]
    public void Read_WhatIsNotCheckedHere_IsRefusedByName(string schema, params string[] problems) =>
        Assert.Equal(problems, Read(schema).Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal));

    [Fact]
    public void Read_TooManyValuesOrTooLongAPattern_IsRefused()
    {
        Assert.Equal("too_many", Assert.Single(Read($$"""{"enum":[{{string.Join(',', Enumerable.Range(0, InputSchema.MostValues + 1))}}]}""")).Code);
        Assert.Equal("too_long", Assert.Single(Read($$"""{"pattern":"{{new string('a', InputSchema.PatternLength + 1)}}"}""")).Code);
    }

    // Refused as such where the spec is read; here it must not keep that from being said.
    [Theory]
    [InlineData("""{"enum":[1]}""", "1e-99999999999")]
    [InlineData("""{"enum":[{"a":0e99999999999}]}""", """{"a":1}""")]
    public void Check_NumberThatCannotBeCompared_IsNotAmongTheValues(string schema, string value) =>
        Assert.Equal("invalid_value", Assert.Single(Check(schema, value)).Code);

    // As large as schema and parameters may be, and as bad as they can be made.
    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(x+x+)+y")]
    [InlineData("(.*a){20}b")]
    [InlineData("(a?){100}a{100}$")]
    public void Check_PatternThatBacktrackingWouldDrownIn_EndsSoon(string pattern) =>
        EndsSoon(JsonSerializer.Serialize(new { items = new { pattern } }), JsonSerializer.Serialize(new[] { new string('a', 30_000) + "!", new string('x', 30_000) }));

    [Fact]
    public void Check_LargestSchemaAndValue_EndSoonAndListNoMoreThanAreKept()
    {
        EndsSoon($$$"""{"items":{"enum":[{{{string.Join(',', Enumerable.Range(0, 100))}}}]}}""", $"[{string.Join(',', Enumerable.Repeat(99, 20_000))}]");
        EndsSoon($$$"""{"items":{"required":[{{{string.Join(',', Enumerable.Range(0, 8_000).Select(i => $"\"{i}\""))}}}]}}""", $"[{string.Join(',', Enumerable.Repeat("{}", 20_000))}]");
        var names = string.Join(',', Enumerable.Range(0, 4_000).Select(i => $"\"parameter{i}\":{{}}"));
        EndsSoon($$$"""{"properties":{{{{names}}}},"additionalProperties":false}""", $$$"""{{{{names.Replace("parameter", "parametre", StringComparison.Ordinal)}}}}""");
        EndsSoon(string.Concat(Enumerable.Repeat("""{"items":""", 60)) + "{}" + new string('}', 60), new string('[', 60) + new string(']', 60));
    }

    private static void EndsSoon(string schema, string value)
    {
        var watch = Stopwatch.StartNew();
        Assert.Empty(Read(schema));
        Assert.InRange(Check(schema, value).Count, 0, SpecLimits.Problems + 1);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static IReadOnlyList<Problem> Read(string schema)
    {
        var problems = new ProblemList();
        InputSchemaReader.Read(JsonElement.Parse(schema), "", problems);
        return problems.Items;
    }

    private static IReadOnlyList<Problem> Check(string schema, string value) =>
        InputSchema.Check(JsonElement.Parse(schema), JsonElement.Parse(value), "/config");
}
