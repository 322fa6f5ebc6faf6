using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Submission;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class BacklogTests
{
    private const string Spec = """{"command":["true"]}""";

    [Fact]
    public async Task Submit_BacklogFull_Is429WithATimeAndLeavesNoRecord()
    {
        using var app = await FullAsync();
        var rows = app.Launches.All.Count;
        var request = TestRequest.For("/launches", Spec);

        (await SubmitAsync(app, request)).ReadProblem(429, "backlog_full");

        Assert.Equal(("5", rows), (request.HttpContext.Response.Headers.RetryAfter.ToString(), app.Launches.All.Count));
    }

    [Fact]
    public async Task Message_BacklogFull_IsRejectedAndMayBeRetried()
    {
        using var app = await FullAsync();

        var refused = await app.SubmitAsync("m9");

        var launch = await app.ReadAsync(refused.Id);
        Assert.Equal((QueueNames.Rejected, LaunchState.Rejected), (refused.Queue, launch.State));
        Assert.Equal(("backlog_full", true), (launch.Error!.Code, launch.Error.Retryable));
    }

    [Fact]
    public async Task Message_RecordedAndDeliveredAgainWhenFull_IsTheSameLaunch()
    {
        using var app = await FullAsync();

        Assert.Equal("default", (await app.SubmitAsync("m1")).Queue);

        Assert.Equal(2, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Message_RefusedAndDeliveredAgainWhenThereIsRoom_StaysRefused()
    {
        using var app = await FullAsync();
        var refused = await app.SubmitAsync("m9");
        var inserted = app.Clock.Now;
        await app.ClaimedAsync();
        app.Clock.Now += TimeSpan.FromMinutes(1);

        var again = await app.Get<Intake>().AcceptAsync(new RunItem("m9", inserted, Spec), CancellationToken.None);

        Assert.Equal(refused.Id, again.Id);
        Assert.Equal(0, app.Count(RowKeys.DueRows));
    }

    [Fact]
    public async Task Submit_KnownKeyWhenFull_IsTheFirstLaunch()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """{"max_backlog":1}""");
        const string Keyed = """{"command":["true"],"idempotency_key":"k"}""";
        Assert.Equal(201, (await SubmitAsync(app, TestRequest.For("/launches", Keyed))).Status());
        await app.PauseAsync();
        await app.SubmitAsync("m1");
        app.Clock.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(200, (await SubmitAsync(app, TestRequest.For("/launches", Keyed))).Status());
        (await SubmitAsync(app, TestRequest.For("/launches", Spec))).ReadProblem(429, "backlog_full");
    }

    [Fact]
    public async Task Submit_RoomAgain_IsSeenWithTheNextCount()
    {
        using var app = await FullAsync();
        Assert.Equal(429, (await SubmitAsync(app, TestRequest.For("/launches", Spec))).Status());
        await app.ClaimedAsync();

        Assert.Equal(429, (await SubmitAsync(app, TestRequest.For("/launches", Spec))).Status());
        app.Clock.Now += TimeSpan.FromSeconds(3);
        Assert.Equal(201, (await SubmitAsync(app, TestRequest.For("/launches", Spec))).Status());
    }

    [Fact]
    public async Task IsFull_ManyAsk_CountsOnceAndCountsWhatIsDueLaterToo()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """{"max_backlog":2}""");
        await app.SubmitAsync("m1", """{"command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""");
        app.Clock.Now += TimeSpan.FromMinutes(1);
        await app.SubmitAsync("m2");
        app.Clock.Now += TimeSpan.FromMinutes(1);
        var header = (await app.Get<QueueCatalog>().FindAsync("default", CancellationToken.None))!;
        var queries = 0;
        app.Launches.Queried = (_, _, _) => queries++;

        for (var i = 0; i < 5; i++)
            Assert.True(await app.Get<Backlog>().IsFullAsync(header, CancellationToken.None));

        Assert.Equal(2, queries);
    }

    // A launch that was recorded is not rejected as well, whatever its queue refuses when the message comes again.
    [Fact]
    public async Task Message_RecordedAndDeliveredAgainAfterTheQueueChanged_IsTheSameLaunch()
    {
        using var app = await TestApp.StartAsync();
        const string Urgent = """{"command":["true"],"priority":"high"}""";
        var first = await app.SubmitAsync("m1", Urgent);
        await app.PutQueueAsync("default", """{"prioritization":false}""");

        Assert.Equal(first, await app.SubmitAsync("m1", Urgent));

        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    // Two wait, and no more may.
    private static async Task<TestApp> FullAsync()
    {
        var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.SubmitAsync("m2");
        await app.PutQueueAsync("default", """{"max_backlog":2}""");
        return app;
    }

    private static Task<IActionResult> SubmitAsync(TestApp app, HttpRequest request) =>
        app.PostAsync(request);
}
