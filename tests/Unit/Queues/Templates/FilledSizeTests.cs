using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues.Templates;

/// <summary>A short macro or variable may stand for a long text, many times.</summary>
public sealed class FilledSizeTests
{
    private static readonly Dictionary<string, string> Long = new() { ["LAUNCH_MACRO_SETTINGS"] = "LONG", ["LONG"] = new string('x', 30_000) };

    [Theory]
    [InlineData("args", "/args", 9)]
    [InlineData("env", "/env", 9)]
    [InlineData("resource_args", "/resource_args", 3)]
    public async Task Submit_FieldTooLargeOnceFilledIn_IsRefused(string field, string pointer, int times)
    {
        var values = Enumerable.Repeat("${setting:LONG}", times).ToList();
        using var app = await TestApp.StartAsync(settings: Long);

        Assert.Equal([$"{pointer} too_large"], await app.RefusalsAsync(Spec(field, values)));
        Assert.NotNull(await app.AcceptAsync(Spec(field, values[1..])));
    }

    [Fact]
    public async Task Submit_ArgumentTooLongOnceFilledIn_IsRefusedWhereItStands()
    {
        using var app = await TestApp.StartAsync(settings: Long);
        var five = string.Concat(Enumerable.Repeat("${setting:LONG}", 5));

        Assert.Equal(["/args/1 too_long"], await app.RefusalsAsync(Spec("args", ["a", five])));
        Assert.Equal(["/env/E1 too_long"], await app.RefusalsAsync(Spec("env", ["a", five])));
    }

    // 3 million times 4 KiB would be made if it were made first.
    [Fact]
    public async Task Submit_TemplateThatGrowsOutOfAllMeasure_IsRefusedBeforeItIsMade()
    {
        using var app = await TestApp.StartAsync();
        var body = string.Concat(Enumerable.Repeat("{{x}}", 5000));
        await app.PutQueueAsync("default", $$$$"""{"resource_args":{"a":"{{{{body}}}}"},"template_variables":{"x":{"type":"string"}}}""");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusals = await app.RefusalsAsync($$$"""{"command":["true"],"template_variables":{"x":"{{{new string('y', 4096)}}}"}}""");

        Assert.Equal(["/template_variables too_large"], refusals);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public async Task Submit_MoreProblemsThanAreKept_ListsAHundred()
    {
        using var app = await TestApp.StartAsync();
        var args = string.Join(',', Enumerable.Repeat("\"${x}\"", 500));

        var problems = await app.ProblemsAsync($$"""{"command":["true"],"args":[{{args}}]}""");

        Assert.Equal(101, problems.Count);
        Assert.Equal("too_many_problems", problems[^1].Code);
    }

    private static string Spec(string field, IReadOnlyList<string> values)
    {
        var list = field == "args"
            ? $"[{string.Join(',', values.Select(value => $"\"{value}\""))}]"
            : "{" + string.Join(',', values.Select((value, index) => $"\"E{index}\":\"{value}\"")) + "}";
        return $"{{\"command\":[\"true\"],\"{field}\":{(field == "resource_args" ? $"{{\"env\":{list}}}" : list)}}}";
    }
}
