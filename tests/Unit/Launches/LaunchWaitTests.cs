using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class LaunchWaitTests
{
    [Theory]
    [InlineData("all_completed")]
    [InlineData("first_completed")]
    [InlineData("first_exception")]
    public async Task Wait_TimeIsOver_SaysSoAndWhoIsPendingInEveryMode(string mode)
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id.ToString();
        app.Clock.OnDelay = _ => { };

        var result = (await WaitAsync(app, mode, 50, id)).Read<WaitResult>(200);

        Assert.Equal((0, true), (result.Done.Count, result.TimedOut));
        Assert.Equal([id], result.Pending);
        Assert.Equal(TestApp.Noon.AddSeconds(50), app.Clock.Now);
    }

    [Fact]
    public async Task Wait_LooksOftenAtFirstThenLess()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id.ToString();
        var delays = new List<TimeSpan>();
        app.Clock.OnDelay = delays.Add;

        (await WaitAsync(app, "all_completed", 50, id)).Read<WaitResult>(200);

        Assert.Equal(TimeSpan.FromMilliseconds(200), delays[0]);
        Assert.Equal(delays[..^1].Order(), delays[..^1]);
        Assert.InRange(delays.Count, 10, 30);
    }

    [Theory]
    [InlineData("all_completed", LaunchState.Failed, true, 1)]
    [InlineData("first_completed", LaunchState.Finished, false, 1)]
    [InlineData("first_exception", LaunchState.Finished, true, 1)]
    [InlineData("first_exception", LaunchState.Cancelled, true, 1)]
    [InlineData("first_exception", LaunchState.Failed, false, 1)]
    [InlineData("first_exception", LaunchState.Crashed, false, 1)]
    public async Task Wait_OneOfTwoEnds_IsEnoughOnlyWhereTheModeSaysSo(string mode, LaunchState state, bool timedOut, int done)
    {
        using var app = await TestApp.StartAsync();
        var first = (await app.SubmitAsync("m1")).Id;
        var second = (await app.SubmitAsync("m2")).Id;
        app.Clock.OnDelay = _ => EndAsync(app, second, state).GetAwaiter().GetResult();

        var result = (await WaitAsync(app, mode, 10, first.ToString(), second.ToString())).Read<WaitResult>(200);

        Assert.Equal((done, timedOut), (result.Done.Count, result.TimedOut));
        Assert.Equal((second.ToString(), state), (result.Done[0].Id, result.Done[0].State));
        Assert.Equal([first.ToString()], result.Pending);
    }

    [Fact]
    public async Task Wait_AllEndedAlready_AnswersAtOnceWithErrorsAndResults()
    {
        using var app = await TestApp.StartAsync();
        var good = (await app.SubmitAsync("m1")).Id;
        var bad = await app.SubmitAsync("m2", "no json");
        await EndAsync(app, good, LaunchState.Finished, """{"value":0.5}""");

        var result = (await WaitAsync(app, "all_completed", 50, good.ToString(), bad.Id.ToString(), good.ToString())).Read<WaitResult>(200);

        Assert.Equal([good.ToString(), bad.Id.ToString()], result.Done.Select(launch => launch.Id));
        Assert.Equal("0.5", result.Done[0].Result!.Value.GetProperty("value").GetRawText());
        Assert.Equal((LaunchState.Rejected, "invalid_base64"), (result.Done[1].State, result.Done[1].Error!.Code));
        Assert.Equal((TestApp.Noon, false), (app.Clock.Now, result.TimedOut));
    }

    [Fact]
    public async Task Wait_FiveHundredLaunches_ReadsEachOnceALook()
    {
        using var app = await TestApp.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < WaitRequest.MostIds; i++)
            ids.Add((await app.SubmitAsync($"m{i}")).Id.ToString());
        var reads = 0;
        app.Launches.Before = _ => Interlocked.Increment(ref reads);

        var result = (await WaitAsync(app, "all_completed", 0, [.. ids])).Read<WaitResult>(200);

        Assert.Equal((ids.Count, ids.Count), (reads, result.Pending.Count));
    }

    [Fact]
    public async Task Wait_UnknownIds_AreNamedAllAtOnce()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id.ToString();

        var problem = (await WaitAsync(app, "all_completed", 50, "nothing", id, "00000000-0000000000000000000000000")).ReadProblem(404, "unknown_launch");

        Assert.Equal(["/ids/0", "/ids/2"], problem.Errors.Select(error => error.Pointer));
        Assert.Equal(TestApp.Noon, app.Clock.Now);
    }

    [Theory]
    [InlineData("", 422, "/ids")]
    [InlineData("""{"ids":[]}""", 422, "/ids")]
    [InlineData("""{"ids":"x"}""", 422, "/ids")]
    [InlineData("""{"ids":[1]}""", 422, "/ids/0")]
    [InlineData("""{"ids":["x"],"return_when":"never"}""", 422, "/return_when")]
    [InlineData("""{"ids":["x"],"timeout_seconds":51}""", 422, "/timeout_seconds")]
    [InlineData("""{"ids":["x"],"timeout_seconds":-1}""", 422, "/timeout_seconds")]
    [InlineData("""{"ids":["x"],"timeout":1}""", 422, "/timeout")]
    [InlineData("nonsense", 400, "")]
    [InlineData("null", 422, "/ids")]
    public async Task Wait_BadBody_SaysWhatIsWrong(string body, int status, string pointer)
    {
        using var app = await TestApp.StartAsync();

        var answer = await app.Create<LaunchWaitFunctions>().RunAsync(TestRequest.For("/launches/wait", body), CancellationToken.None);

        var problem = answer.ReadProblem(status, status == 400 ? "invalid_json" : "invalid_request");
        Assert.Contains(problem.Errors, error => error.Pointer == pointer);
    }

    private static Task<IActionResult> WaitAsync(TestApp app, string mode, int seconds, params string[] ids) => app.Create<LaunchWaitFunctions>().RunAsync(
        TestRequest.For("/launches/wait", JsonSerializer.Serialize(new { ids, return_when = mode, timeout_seconds = seconds })), CancellationToken.None);

    private static Task EndAsync(TestApp app, LaunchId id, LaunchState state, string result = "") => app.Launches.CommitAsync(
        [new(Azure.Data.Tables.TableTransactionActionType.UpdateMerge, new Azure.Data.Tables.TableEntity(id.Partition, RowKeys.Launch(id)) { ["state"] = WireName.Of(state), ["result"] = result }, Azure.ETag.All)],
        CancellationToken.None);
}
