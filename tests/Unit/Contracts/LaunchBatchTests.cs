using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Requests;

namespace LaunchAgent.Tests.Unit.Contracts;

public sealed class LaunchBatchTests
{
    private const string Item = """{"command":["true"]}""";

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("7")]
    [InlineData("""{"command":["true"]}""")]
    [InlineData("""{"command":["true"],"config":{"items":[]}}""")]
    public void Parse_WithoutItems_IsNoBatch(string text) => Assert.Null(LaunchBatch.Parse(text, headerKey: null));

    [Theory]
    [InlineData("""{"items":[]}""", "/items", ProblemCodes.MissingField)]
    [InlineData("""{"items":null}""", "/items", ProblemCodes.MissingField)]
    [InlineData("""{"items":{}}""", "/items", ProblemCodes.WrongType)]
    [InlineData("""{"items":"x"}""", "/items", ProblemCodes.WrongType)]
    [InlineData("""{"items":[1],"items":[2]}""", "/items", ProblemCodes.DuplicateField)]
    [InlineData("""{"items":[1],"queue":"gpu"}""", "/queue", ProblemCodes.UnknownField)]
    [InlineData("""{"items":[1],"command":null}""", "/command", ProblemCodes.UnknownField)]
    [InlineData("""{"items":[1],"idempotency_key":7}""", "/idempotency_key", ProblemCodes.WrongType)]
    [InlineData("""{"items":[1],"idempotency_key":" "}""", "/idempotency_key", ProblemCodes.InvalidFormat)]
    [InlineData("""{"items":[1],"\ud800":7}""", "/￿", ProblemCodes.UnknownField)]
    public void Parse_BatchWithADefect_IsRefusedAsAWhole(string text, string pointer, string code)
    {
        var problem = Assert.Single(LaunchBatch.Parse(text, headerKey: null)!.Problems);

        Assert.Equal((pointer, code), (problem.Pointer, problem.Code));
    }

    [Fact]
    public void Parse_FiveHundredItems_AreTakenAndOneMoreIsNot()
    {
        Assert.Equal(LaunchBatch.MostItems, LaunchBatch.Parse(Of(LaunchBatch.MostItems), headerKey: null)!.Value!.Items.Count);

        Assert.Equal(("/items", ProblemCodes.TooMany), Only(LaunchBatch.Parse(Of(LaunchBatch.MostItems + 1), headerKey: null)!));
    }

    [Fact]
    public void Parse_KeyAtItsLimit_LeavesItemsKeysAtTheirs()
    {
        var longest = new string('k', LaunchBatch.LongestKey);

        var batch = LaunchBatch.Parse(Of(LaunchBatch.MostItems, longest), headerKey: null)!.Value!;

        Assert.Equal(SpecLimits.IdempotencyKey, batch.ParseItem(LaunchBatch.MostItems - 1).Spec!.IdempotencyKey!.Length);
        Assert.Equal(("/idempotency_key", ProblemCodes.TooLong), Only(LaunchBatch.Parse(Of(1, longest + "k"), headerKey: null)!));
    }

    [Fact]
    public void Parse_KeyOfTheHeader_CountsAsTheBodys()
    {
        Assert.Equal("a/0", LaunchBatch.Parse(Of(1), headerKey: "a")!.Value!.ParseItem(0).Spec!.IdempotencyKey);
        Assert.Equal("a/0", LaunchBatch.Parse(Of(1, "a"), headerKey: "a")!.Value!.ParseItem(0).Spec!.IdempotencyKey);
        Assert.Equal(("/idempotency_key", ProblemCodes.ConflictingField), Only(LaunchBatch.Parse(Of(1, "a"), headerKey: "b")!));
    }

    [Fact]
    public void ParseItem_OwnKey_IsKeptWithoutAndRefusedWithAKeyOfTheBatch()
    {
        const string own = """{"items":[{"command":["true"],"idempotency_key":"own"}]}""";

        Assert.Equal("own", LaunchBatch.Parse(own, headerKey: null)!.Value!.ParseItem(0).Spec!.IdempotencyKey);
        var refused = LaunchBatch.Parse(own, headerKey: "a")!.Value!.ParseItem(0);
        Assert.Equal(("/idempotency_key", ProblemCodes.ConflictingField), (Assert.Single(refused.Problems).Pointer, refused.Problems[0].Code));
        Assert.Null(refused.Spec);
    }

    // What is wrong with one item is that item's.
    [Theory]
    [InlineData("""{"command":"true","queue":7}""", "/command", "/queue")]
    [InlineData("7", "")]
    [InlineData("null", "")]
    [InlineData("""{"items":[]}""", "/items", "")]
    [InlineData("""{"command":["\ud800"]}""", "/command/0")]
    [InlineData("""{"command":["true"],"_wandb_api_key":"0123"}""", "/_wandb_api_key")]
    public void ParseItem_BadItem_HasItsOwnProblems(string item, params string[] pointers)
    {
        var batch = LaunchBatch.Parse($$"""{"items":[{{Item}},{{item}}]}""", headerKey: null)!.Value!;

        Assert.True(batch.ParseItem(0).IsValid);
        Assert.Equal(pointers.Order(StringComparer.Ordinal), batch.ParseItem(1).Problems.Select(problem => problem.Pointer).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ParseItem_TooDeepOrTooLarge_IsThatItemsProblem()
    {
        var deep = $$"""{"command":["true"],"config":{{string.Concat(Enumerable.Repeat("""{"a":""", 100))}}1{{new string('}', 100)}}}""";
        var large = $$"""{"command":["true"],"config":{"a":"{{new string('x', SpecLimits.Bytes)}}"} }""";
        var batch = LaunchBatch.Parse($$"""{"items":[{{deep}},{{large}},{{Item}}]}""", headerKey: null)!.Value!;

        Assert.Equal(
            [ProblemCodes.TooDeep, ProblemCodes.TooLarge],
            Enumerable.Range(0, 2).Select(index => Assert.Single(batch.ParseItem(index).Problems).Code));
        Assert.True(batch.ParseItem(2).IsValid);
    }

    private static string Of(int items, string? key = null) =>
        $$"""{"items":[{{string.Join(',', Enumerable.Repeat(Item, items))}}]{{(key is null ? "" : $",\"idempotency_key\":\"{key}\"")}}}""";

    private static (string Pointer, string Code) Only(ParsedRequest<LaunchBatch> parsed)
    {
        Assert.False(parsed.IsValid);
        var problem = Assert.Single(parsed.Problems);
        return (problem.Pointer, problem.Code);
    }
}
