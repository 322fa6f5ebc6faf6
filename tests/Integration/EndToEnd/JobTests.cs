using System.Net;
using System.Net.Http.Json;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Jobs;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Jobs;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>A job from its first version to a launch of its second, by real HTTP, a real message and real commands.</summary>
public sealed class JobTests
{
    private const string Versions = "jobs/greet/versions";

    [Fact]
    public async Task Job_PostedLaunchedAndPostedAgain_RunsTheVersionThatWasLatest()
    {
        await using var app = await AppProcess.StartedAsync();
        var job = new { command = new[] { "sh", "-c", """echo "$GREETING $1 $LAUNCH_CONFIG" """, "greet" }, args = new[] { "world" }, env = new Dictionary<string, string> { ["GREETING"] = "hello" }, config = new { n = 1 } };
        Assert.Equal(1, (await PostAsync(app, job, HttpStatusCode.Created)).Version);
        Assert.Equal(1, (await PostAsync(app, job, HttpStatusCode.OK)).Version);

        await app.SendAsync("""{"name":"first","job":"greet","config":{"more":true}}""");
        var first = await app.EndOfAsync("first");
        var second = await PostAsync(app, new { command = new[] { "sh", "-c", "echo second" }, source = "acme/demo/greet:latest" }, HttpStatusCode.Created);
        await app.SendAsync("""{"name":"by-source","resource":"local-process","job":"acme/demo/greet:latest"}""");
        await app.SendAsync("""{"name":"by-number","job":"greet:1","args":["again"]}""");

        Assert.Equal((LaunchState.Finished, "greet:1", "hello world {\"n\":1,\"more\":true}"), await SeenAsync(app, first));
        Assert.Equal((LaunchState.Finished, "greet:2", "second"), await SeenAsync(app, await app.EndOfAsync("by-source")));
        Assert.Equal((LaunchState.Finished, "greet:1", "hello again {\"n\":1}"), await SeenAsync(app, await app.EndOfAsync("by-number")));
        var latest = await app.Http.GetFromJsonAsync<JobView>($"{Versions}/latest", ContractJson.Options);
        Assert.Equal(ContractJson.Serialize(second), ContractJson.Serialize(latest));
        var listed = Assert.Single((await app.Http.GetFromJsonAsync<ListPage<JobSummary>>("jobs", ContractJson.Options))!.Items);
        Assert.Equal(("greet", 2), (listed.Name, listed.Version));
    }

    private static async Task<JobView> PostAsync(AppProcess app, object job, HttpStatusCode status)
    {
        var answer = await app.Http.PostAsJsonAsync(Versions, job);
        Assert.True(answer.StatusCode == status, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JobView>(ContractJson.Options))!;
    }

    private static async Task<(LaunchState State, string? Job, string Output)> SeenAsync(AppProcess app, LaunchDetail launch)
    {
        var logs = await app.Http.GetFromJsonAsync<LogPage>($"launches/{launch.Id}/logs", ContractJson.Options);
        return (launch.State, launch.Job, string.Join('\n', logs!.Lines.Select(line => line.Text)));
    }
}
