using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>What holds for the text of a spec as a whole, before its fields are looked at.</summary>
public sealed class LaunchSpecTextTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("{")]
    [InlineData("""{"command":["x"]} x""")]
    [InlineData("""{"command":["x"],}""")]
    [InlineData("""{"command":["x"] /* why */}""")]
    [InlineData("NaN")]
    [InlineData("\0")]
    public void Parse_NotJson_SaysWhere(string? text)
    {
        var parsed = LaunchSpecParser.Parse(text);

        var problem = Assert.Single(parsed.Problems);
        Assert.Equal(("", ProblemCodes.InvalidJson), (problem.Pointer, problem.Code));
        Assert.Null(parsed.Readable);
    }

    [Fact]
    public void Parse_NotJson_DoesNotQuoteTheText()
    {
        var problem = Assert.Single(LaunchSpecParser.Parse("{\n \"token\": nS3cret }").Problems);

        Assert.Contains("line 2, byte 1", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("1e999")]
    public void Parse_NotAnObject_IsAWrongType(string text) =>
        Assert.Contains(LaunchSpecParser.Parse(text).Problems, problem => (problem.Pointer, problem.Code) == ("", ProblemCodes.WrongType));

    [Fact]
    public void Parse_Depth_IsLimited()
    {
        // The spec itself and config take two levels.
        Assert.True(LaunchSpecParser.Parse(Nested(SpecLimits.Depth - 2)).IsValid);
        Assert.Equal(ProblemCodes.TooDeep, Assert.Single(LaunchSpecParser.Parse(Nested(SpecLimits.Depth - 1)).Problems).Code);
        Assert.Equal(ProblemCodes.TooDeep, Assert.Single(LaunchSpecParser.Parse(Nested(300_000)).Problems).Code);
    }

    [Fact]
    public void Parse_ElementOfADeeperDocument_IsLimitedToo()
    {
        using var document = JsonDocument.Parse(Nested(500), new JsonDocumentOptions { MaxDepth = 1000 });

        Assert.Equal(ProblemCodes.TooDeep, Assert.Single(LaunchSpecParser.Parse(document.RootElement).Problems).Code);
        Assert.Equal(ProblemCodes.InvalidJson, Assert.Single(LaunchSpecParser.Parse(default(JsonElement)).Problems).Code);
    }

    [Fact]
    public void Parse_OverAMebibyte_IsTooLarge() =>
        Assert.Equal(ProblemCodes.TooLarge, Assert.Single(LaunchSpecParser.Parse(new string(' ', SpecLimits.Bytes + 1)).Problems).Code);

    [Fact]
    public void Parse_ByteOrderMark_IsSkipped() => Assert.True(LaunchSpecParser.Parse("\uFEFF{\"command\":[\"x\"]}").IsValid);

    [Theory]
    [InlineData("""{"command":["x"],"name":"a\ud800b"}""", "/name")]
    [InlineData("""{"command":["x"],"name":"a\udc00\ud800"}""", "/name")]
    [InlineData("""{"command":["x"],"config":{"a":[{"b":"\uDFFF"}]}}""", "/config/a/0/b")]
    [InlineData("""{"command":["x"],"config":{"\ud800":1}}""", "/config/\uFFFF")]
    public void Parse_HalfASurrogatePair_IsPointedAt(string text, string pointer)
    {
        var problem = Assert.Single(LaunchSpecParser.Parse(text).Problems);
        Assert.Equal((pointer, ProblemCodes.InvalidUnicode), (problem.Pointer, problem.Code));
    }

    /// <summary>Not a theory: attributes cannot hold such text.</summary>
    [Fact]
    public void Parse_HalfASurrogatePairUnescaped_IsPointedAt()
    {
        var problem = Assert.Single(LaunchSpecParser.Parse("{\"command\":[\"x\"],\"name\":\"a\ud800b\"}").Problems);
        Assert.Equal(("/name", ProblemCodes.InvalidUnicode), (problem.Pointer, problem.Code));
    }

    [Theory]
    [InlineData("""{"command":["x"],"name":"a\ud83d\ude00b"}""", "a😀b")]
    [InlineData("""{"command":["x"],"name":"a😀b"}""", "a😀b")]
    [InlineData("""{"command":["x"],"name":"a\\ud800b"}""", """a\ud800b""")]
    public void Parse_WholePairsAndEscapedBackslashes_AreText(string text, string name) => Assert.Equal(name, LaunchSpecParser.Parse(text).Spec!.Name);

    [Theory]
    [InlineData("""{"command":["x"],"name":"a","name":"b"}""", "/name")]
    [InlineData("""{"command":["x"],"name":"a","n\u0061me":"b"}""", "/name")]
    [InlineData("""{"command":["x"],"env":{"A":"1","A":"2"}}""", "/env/A")]
    [InlineData("""{"command":["x"],"config":{"a":[{"b~/c":1,"b~/c":1}]}}""", "/config/a/0/b~0~1c")]
    [InlineData("""{"command":["x"],"actor":null,"actor":null}""", "/actor")]
    public void Parse_NameTwiceInOneObject_IsRefused(string text, string pointer)
    {
        var problem = Assert.Single(LaunchSpecParser.Parse(text).Problems);
        Assert.Equal((pointer, ProblemCodes.DuplicateField), (problem.Pointer, problem.Code));
    }

    [Theory]
    [InlineData("""{"command":["x"],"config":{"a":1e999}}""", "/config/a")]
    [InlineData("""{"command":["x"],"config":{"a":[-1e999]}}""", "/config/a/0")]
    [InlineData("""{"command":["x"],"config":{"a":1e-99999999999}}""", "/config/a")]
    [InlineData("""{"command":["x"],"config":{"a":0E+2147483648}}""", "/config/a")]
    [InlineData("""{"command":["x"],"retry":{"max_retries":1e999}}""", "/retry/max_retries")]
    public void Parse_NumberBeyondDouble_IsRefused(string text, string pointer)
    {
        var problem = Assert.Single(LaunchSpecParser.Parse(text).Problems);
        Assert.Equal((pointer, ProblemCodes.OutOfRange), (problem.Pointer, problem.Code));
    }

    [Fact]
    public void Parse_ThousandsOfProblems_ListsTheFirstHundredAndSaysSo()
    {
        var text = $$"""{"command":["x"],{{string.Join(',', Enumerable.Range(0, 50_000).Select(number => $"\"unknown{number}\":1"))}}}""";

        var problems = LaunchSpecParser.Parse(text).Problems;

        Assert.Equal(SpecLimits.Problems + 1, problems.Count);
        Assert.Equal(ProblemCodes.TooManyProblems, problems[^1].Code);
    }

    [Fact]
    public void Parse_VeryLongName_IsCutInThePointer() =>
        Assert.All(LaunchSpecParser.Parse($$"""{"command":["x"],"{{new string('n', 100_000)}}":1}""").Problems, problem => Assert.True(problem.Pointer.Length < 80 && problem.Message.Length < 200));

    private static string Nested(int levels) => "{\"command\":[\"x\"],\"config\":{\"a\":" + new string('[', levels) + new string(']', levels) + "}}";
}
