using System.Text;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class LaunchLogTests
{
    [Fact]
    public async Task Logs_OfSeveralAttempts_AreReadPageByPageInOrderToTheEnd()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await WriteAsync(app, id, 1, ("stdout", "a"), ("stderr", "b"), ("stdout", "c"));
        await WriteAsync(app, id, 3, ("stdout", "é"), ("stdout", "e"));
        await SetAsync(app, id, LaunchState.Finished, attempt: 3);

        var lines = new List<string>();
        var after = "";
        LogPage page;
        do
        {
            page = (await LogsAsync(app, id, $"limit=2{after}")).Read<LogPage>(200);
            lines.AddRange(page.Lines.Select(line => $"{line.Attempt}{line.Text}"));
            after = "&after=" + page.NextAfter;
        }
        while (!page.Complete);

        Assert.Equal(["1a", "1b", "1c", "3é", "3e"], lines);
    }

    [Theory]
    [InlineData("attempt=1", "a,b")]
    [InlineData("attempt=2", "c")]
    [InlineData("attempt=2&stream=stderr", "")]
    [InlineData("stream=stderr", "b")]
    [InlineData("stream=stdout", "a,c")]
    public async Task Logs_Filters_ShowOnlyThose(string query, string lines)
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await WriteAsync(app, id, 1, ("stdout", "a"), ("stderr", "b"));
        await WriteAsync(app, id, 2, ("stdout", "c"));
        await SetAsync(app, id, LaunchState.Failed, attempt: 2);

        var page = (await LogsAsync(app, id, query)).Read<LogPage>(200);

        Assert.Equal(lines, string.Join(',', page.Lines.Select(line => line.Text)));
        Assert.True(page.Complete);
    }

    // An attempt that ended is complete though its launch is not; who follows the launch reads on in the next attempt.
    [Fact]
    public async Task Logs_LaunchBetweenTwoAttempts_IsCompleteForTheFirstOnly()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await WriteAsync(app, id, 1, ("stdout", "a"));
        await SetAsync(app, id, LaunchState.AwaitingRetry, attempt: 2, indexKey: "f");

        Assert.True((await LogsAsync(app, id, "attempt=1")).Read<LogPage>(200).Complete);
        var page = (await LogsAsync(app, id, "")).Read<LogPage>(200);
        Assert.Equal(("a", false), (Assert.Single(page.Lines).Text, page.Complete));

        await WriteAsync(app, id, 2, ("stdout", "b"));
        await SetAsync(app, id, LaunchState.Running, attempt: 2);
        Assert.Equal("b", Assert.Single((await LogsAsync(app, id, $"after={page.NextAfter}")).Read<LogPage>(200).Lines).Text);
    }

    [Fact]
    public async Task Logs_RunningLaunchWithoutNewLines_WaitsForThem()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await WriteAsync(app, id, 1, ("stdout", "a"));
        await SetAsync(app, id, LaunchState.Running, attempt: 1);
        var first = (await LogsAsync(app, id, "wait_seconds=50")).Read<LogPage>(200);
        var delays = 0;
        app.Clock.OnDelay = _ =>
        {
            if (++delays == 3)
                WriteAsync(app, id, 1, ("stdout", "b")).GetAwaiter().GetResult();
        };

        var second = (await LogsAsync(app, id, $"wait_seconds=50&after={first.NextAfter}")).Read<LogPage>(200);

        Assert.Equal((3, "b", false), (delays, Assert.Single(second.Lines).Text, second.Complete));
    }

    [Fact]
    public async Task Logs_LaunchEndsWhileWaitedFor_IsCompleteAtOnce()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await SetAsync(app, id, LaunchState.Running, attempt: 1);
        app.Clock.OnDelay = _ => SetAsync(app, id, LaunchState.Finished, attempt: 1).GetAwaiter().GetResult();

        var page = (await LogsAsync(app, id, "wait_seconds=50")).Read<LogPage>(200);

        Assert.Equal((0, true), (page.Lines.Count, page.Complete));
        Assert.True(app.Clock.Now < TestApp.Noon.AddSeconds(2));
    }

    // Only lines of the other stream came: the page moved on, and waits on from there.
    [Fact]
    public async Task Logs_OnlyTheOtherStreamWrote_WaitsToTheEndAndMovesOn()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await WriteAsync(app, id, 1, ("stdout", "a"));
        await SetAsync(app, id, LaunchState.Running, attempt: 1);
        app.Clock.OnDelay = _ => { };

        var page = (await LogsAsync(app, id, "wait_seconds=5&stream=stderr")).Read<LogPage>(200);

        Assert.Equal((0, false, TestApp.Noon.AddSeconds(5)), (page.Lines.Count, page.Complete, app.Clock.Now));
        Assert.NotEqual("1-0", page.NextAfter);
    }

    [Theory]
    [InlineData("attempt=0", "?attempt")]
    [InlineData("attempt=x&stream=both&limit=0&wait_seconds=51&after=z", "?attempt,?stream,?after,?limit,?wait_seconds")]
    [InlineData("after=1-5&attempt=2", "?after")]
    [InlineData("after=1-1", "?after")]
    [InlineData("after=-1", "?after")]
    [InlineData("after=0-0", "?after")]
    [InlineData("after=99999999999999999999", "?after")]
    [InlineData("limit=1&limit=2", "?limit,?limit")]
    public async Task Logs_BadQuery_NamesAllThatIsWrong(string query, string pointers)
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await WriteAsync(app, id, 1, ("stdout", "a"));

        var problem = (await LogsAsync(app, id, query)).ReadProblem(400, "invalid_query");

        Assert.Equal(pointers, string.Join(',', problem.Errors.Select(error => error.Pointer)));
    }

    [Fact]
    public async Task Logs_UnknownLaunch_Is404()
    {
        using var app = await TestApp.StartAsync();

        (await LogsAsync(app, LaunchId.Create("default", TestApp.Noon, "nobody"), "")).ReadProblem(404, "unknown_launch");
    }

    private static Task<IActionResult> LogsAsync(TestApp app, LaunchId id, string query) =>
        app.Create<LaunchLogFunctions>().RunAsync(TestRequest.For($"/launches/{id}/logs?{query}"), id.ToString(), CancellationToken.None);

    private static async Task WriteAsync(TestApp app, LaunchId id, int attempt, params (string Stream, string Text)[] lines)
    {
        var text = string.Concat(lines.Select(line => ContractJson.Serialize(new { at = TestApp.Noon, stream = line.Stream, text = line.Text }) + "\n"));
        var blobs = app.Get<OutputBlobs>();
        var key = id.AttemptKey(attempt);
        await blobs.TryAppendAsync(key, await blobs.LengthAsync(key, CancellationToken.None), Encoding.UTF8.GetBytes(text), CancellationToken.None);
    }

    private static Task SetAsync(TestApp app, LaunchId id, LaunchState state, int attempt, string indexKey = "") => app.Launches.CommitAsync(
        [
            new(
                Azure.Data.Tables.TableTransactionActionType.UpdateMerge,
                new Azure.Data.Tables.TableEntity(id.Partition, RowKeys.Launch(id)) { ["state"] = WireName.Of(state), ["attempt"] = attempt, ["index_key"] = indexKey },
                Azure.ETag.All),
        ],
        CancellationToken.None);
}
