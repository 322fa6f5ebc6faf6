using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class PriorityTests
{
    [Fact]
    public async Task Patch_LaunchThatIsDue_MovesInTheLineAndStaysOnce()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        var first = await app.SubmitAsync("m1");
        var second = await app.SubmitAsync("m2");

        Assert.Equal(Priority.Critical, (await PatchAsync(app, second.Id, """{"priority":"critical"}""")).Read<LaunchDetail>(200).Priority);

        Assert.Equal(2, app.Count(RowKeys.DueRows));
        Assert.Equal((await app.ReadAsync(second.Id)).IndexKey, app.Launches.All.First(row => row.RowKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal)).RowKey);
        Assert.Equal(second.Id.ToString(), (await app.ClaimAsync()).LaunchId);
        Assert.Equal(WakeupKind.Dispatch, Assert.Single(app.SentWakeups).Kind);
        Assert.Equal(Priority.Medium, (await app.ReadAsync(first.Id)).Priority);
    }

    [Fact]
    public async Task Patch_ScheduledLaunch_HasItsPriorityOnceItIsDue()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        var later = await app.SubmitAsync("m1", """{"command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""");
        await app.SubmitAsync("m2");

        (await PatchAsync(app, later.Id, """{"priority":0}""")).Read<LaunchDetail>(200);
        app.Clock.Now = TestApp.Noon.AddHours(2);
        await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);

        Assert.Equal(later.Id.ToString(), (await app.ClaimAsync()).LaunchId);
    }

    [Fact]
    public async Task Patch_AnswerOfTheMoveIsLost_IsDoneOnce()
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.SubmitAsync("m1");
        app.Launches.AnswerNextCommitWith(CommitOutcome.Missing);

        (await PatchAsync(app, launch.Id, """{"priority":"low"}""")).Read<LaunchDetail>(200);

        Assert.Equal(1, app.Count(RowKeys.DueRows));
    }

    [Fact]
    public async Task Patch_ClaimedLaunch_IsRefused()
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.SubmitAsync("m1");
        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);

        (await PatchAsync(app, launch.Id, """{"priority":"low"}""")).ReadProblem(409, "invalid_state");
    }

    // Claimed between the reads and the write: what is true then decides, and nothing comes back into the line.
    [Fact]
    public async Task Patch_ClaimedMeanwhile_IsRefusedAndLeavesNoIndexRow()
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.SubmitAsync("m1");
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.Before = null;
            app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None).GetAwaiter().GetResult();
        };

        (await PatchAsync(app, launch.Id, """{"priority":"low"}""")).ReadProblem(409, "invalid_state");

        Assert.Equal(0, app.Count(RowKeys.DueRows));
    }

    [Fact]
    public async Task Patch_QueueWithoutPrioritization_IsRefusedByName()
    {
        using var app = await TestApp.StartAsync();
        await app.ChangeDefaultAsync(header => header with { Config = header.Config with { Prioritization = false } });
        var launch = await app.SubmitAsync("m1");

        (await PatchAsync(app, launch.Id, """{"priority":"low"}""")).ReadProblem(409, "not_prioritized");
    }

    [Theory]
    [InlineData("", 422, "/priority")]
    [InlineData("""{"priority":"urgent"}""", 422, "/priority")]
    [InlineData("""{"priority":7}""", 422, "/priority")]
    [InlineData("""{"priority":["low"]}""", 422, "/priority")]
    [InlineData("""{"priority":"low","state":"finished"}""", 422, "/state")]
    [InlineData("[[[", 400, "")]
    [InlineData("7", 422, "")]
    public async Task Patch_BadBody_SaysWhatIsWrong(string body, int status, string pointer)
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.SubmitAsync("m1");

        var problem = (await PatchAsync(app, launch.Id, body)).ReadProblem(status, status == 400 ? "invalid_json" : "invalid_request");

        Assert.Contains(problem.Errors, error => error.Pointer == pointer);
    }

    [Fact]
    public async Task Patch_UnknownLaunch_Is404()
    {
        using var app = await TestApp.StartAsync();

        (await PatchAsync(app, LaunchId.Create("default", TestApp.Noon, "nobody"), """{"priority":"low"}""")).ReadProblem(404, "unknown_launch");
    }

    private static Task<IActionResult> PatchAsync(TestApp app, LaunchId id, string body) => app.Create<LaunchPriorityFunctions>().RunAsync(
        TestRequest.For($"/launches/{id}", body), id.ToString(), CancellationToken.None);
}
