using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Jobs;
using LaunchAgent.Tests.Unit.Queues.Templates;

namespace LaunchAgent.Tests.Unit.Queues;

/// <summary>All that is wrong with a spec is told at once, so one with a name twice is merged with job and queue before it is refused.</summary>
public sealed class DuplicateNamesTests
{
    [Theory]
    [InlineData("""{"command":["true"],"resource_args":{"a":1,"a":2}}""", "/resource_args/a")]
    [InlineData("""{"command":["true"],"resource_args":{"env":{"B":"1","B":"2"}}}""", "/resource_args/env/B")]
    [InlineData("""{"job":"train","config":{"a":1,"a":2}}""", "/config/a")]
    [InlineData("""{"job":"train","resource_args":{"a":{"b":1,"b":null}}}""", "/resource_args/a/b")]
    public async Task Post_NameTwiceInWhatIsMerged_IsRefusedByName(string spec, string pointer)
    {
        using var app = await TestApp.StartAsync();
        await app.MakeJobAsync("train", """{"command":["true"],"config":{"a":0},"resource_args":{"a":{"b":0}}}""");

        Assert.Contains($"{pointer} {ProblemCodes.DuplicateField}", await app.RefusalsAsync(spec));
    }

    [Fact]
    public async Task PostBatch_NameTwiceInOneItem_KeepsNoOtherFromBeingRecorded()
    {
        using var app = await TestApp.StartAsync();
        const string batch = """{"items":[{"command":["true"],"resource_args":{"a":1,"a":2}},{"command":["true"]}]}""";

        var answer = await app.PostAsync(batch);

        Assert.Equal([false, true], answer.Read<BatchResult>(200).Results.Select(result => result.Created));
    }
}
