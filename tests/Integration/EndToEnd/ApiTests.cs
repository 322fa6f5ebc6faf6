using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Agents;
using LaunchAgent.Contracts.Executors;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Contracts.Queues;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>The routes as callers use them: real HTTP, real commands.</summary>
public sealed class ApiTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Submit_GoodSpec_RunsAndIsShownAndCanBeRetried()
    {
        var posted = await api.Http.PostAsJsonAsync("launches", new { name = "api", command = new[] { "sh", "-c", "echo out; echo '{\"value\":0.5}' > $LAUNCH_RESULT_FILE" } });
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        var launch = ContractJson.Deserialize<LaunchView>(await posted.Content.ReadAsStringAsync())!;
        Assert.Equal($"/api/launches/{launch.Id}", posted.Headers.Location!.OriginalString);

        var end = await api.EndAsync(launch.Id);
        Assert.Equal((LaunchState.Finished, 0.5), (end.State, end.Result!.Value.GetProperty("value").GetDouble()));
        Assert.Equal("out", Assert.Single((await api.GetAsync<LogPage>($"launches/{launch.Id}/logs")).Lines).Text);
        Assert.Equal("sh", (await api.GetAsync<LaunchSpecView>($"launches/{launch.Id}/spec")).Resolved!.Command[0]);

        var again = await api.PostAsync<LaunchView>($"launches/{launch.Id}/retry", null, HttpStatusCode.Created);
        Assert.Equal(launch.Id, again.RetryOf);
        Assert.Equal(LaunchState.Finished, (await api.EndAsync(again.Id)).State);
    }

    [Fact]
    public async Task Host_FunctionsThatItIndexed_AreThoseOfTheBuild()
    {
        using var metadata = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(api.App.BuildFolder, "functions.metadata")));

        Assert.Equal(
            metadata.RootElement.EnumerateArray().Select(function => function.GetProperty("name").GetString()).Order(StringComparer.Ordinal),
            api.App.Functions.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c")]
    [InlineData(null, "[0-9a-f]{32}")]
    public async Task Problem_NamesTheTrace_OfTheCallerOrOneOfItsOwn(string? traceParent, string trace)
    {
        var problem = await api.RefusedAsync("GET", "launches/nothing", body: null, traceParent is null ? [] : [("traceparent", traceParent)]);

        Assert.Matches($"^{trace}$", problem.TraceId);
    }

    [Fact]
    public async Task Logs_Followed_ComeWhileTheCommandRunsAndEndWithIt()
    {
        var go = $"go-{Guid.NewGuid():n}";
        var id = await api.SubmitAsync($"echo first; while [ ! -e {go} ]; do sleep 0.1; done; echo second >&2");

        var first = await api.GetAsync<LogPage>($"launches/{id}/logs?wait_seconds=30");
        Assert.Equal(("first", false), (Assert.Single(first.Lines).Text, first.Complete));
        Assert.Equal(ReasonCodes.Running, (await api.GetAsync<LaunchDetail>($"launches/{id}")).Reason?.Code);
        await File.WriteAllTextAsync(Path.Combine(api.Folder, go), "");

        var lines = new List<LogLine>();
        for (var page = first; !page.Complete; lines.AddRange(page.Lines))
            page = await api.GetAsync<LogPage>($"launches/{id}/logs?wait_seconds=30&after={page.NextAfter}");
        Assert.Equal(("second", "stderr"), (Assert.Single(lines).Text, lines[0].Stream));
    }

    [Fact]
    public async Task Wait_FirstException_ReturnsWithTheOthersPending()
    {
        var slow = await api.SubmitAsync("exec sleep 60");
        var fast = await api.SubmitAsync("exit 3");

        var result = await api.PostAsync<WaitResult>("launches/wait", new { ids = new[] { slow, fast }, return_when = "first_exception" }, HttpStatusCode.OK);

        Assert.Equal((fast, LaunchState.Failed, "exit_code"), (Assert.Single(result.Done).Id, result.Done[0].State, result.Done[0].Error!.Code));
        Assert.Equal([slow], result.Pending);
        Assert.False(result.TimedOut);
        await api.PostAsync<LaunchDetail>($"launches/{slow}/stop", new { force = true }, HttpStatusCode.Accepted);
        Assert.Equal(LaunchState.Cancelled, (await api.EndAsync(slow)).State);
    }

    [Fact]
    public async Task Submit_SameKeyByManyAtOnce_IsOneLaunch()
    {
        var spec = $$"""{"command":["true"],"idempotency_key":"{{Guid.NewGuid():n}}"}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.Http.PostAsync("launches", new StringContent(spec, Encoding.UTF8))));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Created], answers.Select(answer => answer.StatusCode).Distinct().Order());
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Single(answers.Select(answer => answer.Headers.Location!.OriginalString).Distinct());
    }

    [Fact]
    public async Task Priority_OfALaunchThatWaits_IsChangedAndOfOneThatRunsIsNot()
    {
        var waiting = await api.SubmitAsync("true", new { scheduled_start_time = DateTimeOffset.UtcNow.AddHours(1) });
        var patched = await api.Http.PatchAsJsonAsync($"launches/{waiting}", new { priority = "critical" });
        Assert.Equal(Priority.Critical, ContractJson.Deserialize<LaunchDetail>(await patched.Content.ReadAsStringAsync())!.Priority);
        Assert.Equal(ReasonCodes.NotDue, (await api.GetAsync<LaunchDetail>($"launches/{waiting}")).Reason!.Code);

        var ended = await api.SubmitAsync("true");
        await api.EndAsync(ended);
        Assert.Equal((409, "invalid_state"), Codes(await api.RefusedAsync("PATCH", $"launches/{ended}", """{"priority":"low"}""")));
        await api.PostAsync<LaunchDetail>($"launches/{waiting}/stop", null, HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Views_OfQueuesAgentsAndExecutors_ShowTheirWork()
    {
        var id = await api.SubmitAsync("exec sleep 60");
        await Eventually.TrueAsync(async () => (await api.GetAsync<LaunchDetail>($"launches/{id}")).State == LaunchState.Running, "it runs");

        Assert.Contains((await api.GetAsync<QueueView>("queues/default")).Slots, slot => slot.LaunchId == id);
        Assert.Equal("default", Assert.Single((await api.GetAsync<ListPage<QueueView>>("queues")).Items).Name);
        var agent = Assert.Single((await api.GetAsync<ListPage<AgentView>>("agents")).Items);
        Assert.Equal(("test", AgentState.Running), (agent.Name, agent.State));
        Assert.Contains(id, (await api.GetAsync<AgentView>("agents/test")).LaunchIds);
        var executor = Assert.Single((await api.GetAsync<ListPage<ExecutorView>>("executors")).Items);
        Assert.True(executor.Reachable!.Ok && executor.Running > 0);
        Assert.Equal(["default"], (await api.PostAsync<PokeResult>("poke", null, HttpStatusCode.Accepted)).Woken);

        await api.PostAsync<LaunchDetail>($"launches/{id}/stop", new { force = true }, HttpStatusCode.Accepted);
        await api.EndAsync(id);
    }

    [Fact]
    public async Task Polling_StoppedAndResumed_HoldsLaunchesAndLetsThemGo()
    {
        Assert.Contains((await api.PostAsync<AgentView>("agents/test/stop-polling", null, HttpStatusCode.OK)).State, new[] { AgentState.Stopped, AgentState.Stopping });
        var id = await api.SubmitAsync("true");
        var reason = (await api.GetAsync<LaunchDetail>($"launches/{id}")).Reason!;
        Assert.Equal((ReasonCodes.AgentStopped, "test"), (reason.Code, Assert.Single(reason.BlockedBy)));

        await api.PostAsync<AgentView>("agents/test/resume-polling", null, HttpStatusCode.OK);

        Assert.Equal(LaunchState.Finished, (await api.EndAsync(id)).State);
    }

    [Fact]
    public async Task OpenApi_IsServedToThoseWithAKey()
    {
        Assert.Equal("3.1.0", (await api.GetAsync<System.Text.Json.JsonElement>("openapi.json")).GetProperty("openapi").GetString());
        using var stranger = new HttpClient { BaseAddress = api.Http.BaseAddress };
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(new Uri("openapi.json", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("POST", "launches", "", 400, "invalid_json")]
    [InlineData("POST", "launches", "{", 400, "invalid_json")]
    [InlineData("POST", "launches", "{\"comand\":[]}", 422, "invalid_spec")]
    [InlineData("POST", "launches", "{\"items\":[]}", 422, "invalid_request")]
    [InlineData("GET", "launches?limit=0", null, 400, "invalid_query")]
    [InlineData("GET", "launches/nothing", null, 404, "unknown_launch")]
    [InlineData("GET", "launches/nothing/spec", null, 404, "unknown_launch")]
    [InlineData("GET", "launches/nothing/logs", null, 404, "unknown_launch")]
    [InlineData("GET", "launches/nothing/logs?after=x", null, 400, "invalid_query")]
    [InlineData("POST", "launches/nothing/stop", "{\"forced\":true}", 422, "invalid_request")]
    [InlineData("POST", "launches/nothing/stop", null, 404, "unknown_launch")]
    [InlineData("POST", "launches/nothing/retry", "[", 400, "invalid_json")]
    [InlineData("POST", "launches/nothing/retry", null, 404, "unknown_launch")]
    [InlineData("PATCH", "launches/nothing", "{}", 422, "invalid_request")]
    [InlineData("PATCH", "launches/nothing", "{\"priority\":\"low\"}", 404, "unknown_launch")]
    [InlineData("POST", "launches/wait", "{\"ids\":[]}", 422, "invalid_request")]
    [InlineData("POST", "launches/wait", "{\"ids\":[\"x\"]}", 404, "unknown_launch")]
    [InlineData("GET", "queues/nothing", null, 404, "unknown_queue")]
    [InlineData("GET", "agents/nothing", null, 404, "unknown_agent")]
    [InlineData("POST", "agents/nothing/stop-polling", null, 404, "unknown_agent")]
    [InlineData("POST", "agents/test/resume-polling", "{\"now\":1}", 422, "invalid_request")]
    public async Task Request_ThatCannotBeMet_SaysWhy(string method, string route, string? body, int status, string code) =>
        Assert.Equal((status, code), Codes(await api.RefusedAsync(method, route, body)));

    [Fact]
    public async Task Submit_TooLarge_Is413() =>
        Assert.Equal((413, "too_large"), Codes(await api.RefusedAsync("POST", "launches", new string(' ', SpecLimits.Bytes + 1))));

    [Fact]
    public async Task Submit_HeaderAndBodyNameTwoKeys_IsRefused() =>
        Assert.Equal((422, "invalid_spec"), Codes(await api.RefusedAsync("POST", "launches", """{"command":["true"],"idempotency_key":"a"}""", ("Idempotency-Key", "b"))));

    // Nothing that is sent makes a route fail: each answers what it is and stays up.
    [Theory]
    [InlineData("POST", "launches")]
    [InlineData("POST", "launches/wait")]
    [InlineData("POST", "launches/nothing/stop")]
    [InlineData("POST", "launches/nothing/retry")]
    [InlineData("PATCH", "launches/nothing")]
    [InlineData("PUT", "queues/Nothing")]
    [InlineData("PUT", "queues/nothing/limit-override")]
    [InlineData("POST", "queues/nothing/pause")]
    public async Task Request_NonsensicalBodies_AreRefusedAndNeverAFault(string method, string route)
    {
        string[] bodies =
        [
            "null", "0", "\"x\"", "[]", "[[]]", "{\"\":{}}", "{\"ids\":{}}", "{\"ids\":[null]}", "{\"priority\":null}", "{\"priority\":1e999}",
            "{\"force\":\"yes\"}", "{\"force\":{}}", "{\"a\":\"\\ud800\"}", "\u0000", "{\"a\":1,\"a\":2}", new string('[', 5000), "{\"command\":[[]]}",
            "{\"timeout_seconds\":-1e308,\"ids\":[\"\\u0000\"]}", "{\"command\":[\"true\"],\"queue\":\"../x\"}", "{\"command\":[\"true\"],\"priority\":[]}",
        ];
        foreach (var body in bodies)
        {
            var problem = await api.RefusedAsync(method, route, body);
            Assert.True(problem.Status is >= 400 and < 500, $"{body}: {problem.Status} {problem.Code}");
        }
    }

    private static (int Status, string Code) Codes(ProblemDocument problem) => (problem.Status, problem.Code);
}
