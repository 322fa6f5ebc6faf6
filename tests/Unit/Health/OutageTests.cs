using Azure;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Health;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.Net.Http.Headers;
using QueueMessages = Azure.Storage.Queues.Models.QueuesModelFactory;

namespace LaunchAgent.Tests.Unit.Health;

/// <summary>Storage fails for minutes: what is tried meanwhile is bounded by timers and redeliveries, and afterwards all goes on in the same process.</summary>
public sealed class OutageTests
{
    private const int Minutes = 10;

    // host.json: a message whose function failed is hidden for so long.
    private const int SecondsHidden = 30;

    [Theory]
    [InlineData(0)]
    [InlineData(503)]
    public async Task Outage_OfTenMinutes_IsTriedAFewTimesAMinuteAndEverythingGoesOnAfterIt(int status)
    {
        using var app = await StartedAsync();
        var launch = await app.SubmitAsync("m1");
        await app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);
        var watch = Assert.Single(app.SentWakeups);
        var attempts = 0;
        app.Launches.Before = app.Directory.Before = app.Limits.Before = app.Sweeps.Before = _ =>
        {
            attempts++;
            throw new RequestFailedException(status, "down");
        };

        for (var second = 0; second < Minutes * 60; second += SecondsHidden)
        {
            app.Clock.Now += TimeSpan.FromSeconds(SecondsHidden);
            await FailsAsync(() => app.Get<Heartbeat>().BeatAsync(CancellationToken.None));
            await FailsAsync(() => WakeupAsync(app, watch));
            await FailsAsync(() => WakeupAsync(app, new Wakeup(WakeupKind.Dispatch) { Queue = "default" }));
            await FailsAsync(() => IntakeAsync(app));
            if (second % 60 == 0)
                await app.Get<Reconcile>().RunAsync(CancellationToken.None);
        }

        // Two of each trigger, and three healing lines.
        Assert.InRange(attempts, Minutes, Minutes * 11);
        app.Launches.Before = app.Directory.Before = app.Limits.Before = app.Sweeps.Before = null;

        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        await IntakeAsync(app);
        await app.Get<Reconcile>().RunAsync(CancellationToken.None);
        await WakeupAsync(app, watch);

        Assert.Equal(2, app.Started.Select(claim => claim.LaunchId).Distinct().Count());
        Assert.Contains(app.Started, claim => claim.LaunchId == launch.Id.ToString());
        Assert.Contains(app.SentWakeups, wakeup => wakeup.Kind == WakeupKind.Watch && wakeup != watch);
    }

    [Fact]
    public async Task Reconcile_StorageAnswersNoLine_IsPutOffAfterThree()
    {
        using var app = await StartedAsync();
        var attempts = 0;
        app.Launches.Before = app.Directory.Before = app.Limits.Before = app.Sweeps.Before = _ =>
        {
            attempts++;
            throw new AggregateException(new RequestFailedException("down"));
        };

        await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task Health_BeforeInAndAfterAnOutage_Is200Then503WithRetryAfterThen200()
    {
        using var app = await StartedAsync();
        Assert.Equal((200, ""), await HealthAsync(app));
        app.Launches.Before = _ => throw new RequestFailedException("down");
        Assert.Equal((200, ""), await HealthAsync(app));

        app.Clock.Now += TimeSpan.FromSeconds(6);
        Assert.Equal((503, "5"), await HealthAsync(app));
        app.Launches.Before = null;
        app.Clock.Now += TimeSpan.FromSeconds(6);

        Assert.Equal((200, ""), await HealthAsync(app));
    }

    private static async Task<TestApp> StartedAsync()
    {
        var app = await TestApp.StartAsync();
        await app.Get<Heartbeat>().StartAsync(CancellationToken.None);
        return app;
    }

    private static async Task FailsAsync(Func<Task> act) => await Assert.ThrowsAsync<RequestFailedException>(act);

    private static Task WakeupAsync(TestApp app, Wakeup wakeup) =>
        app.Create<WakeupFunctions>().RunAsync(ContractJson.Serialize(wakeup), app.Client.Object, CancellationToken.None);

    private static Task IntakeAsync(TestApp app) => app.Create<IntakeFunctions>().RunAsync(
        QueueMessages.QueueMessage("late", "receipt", """{"command":["true"]}""", 1, insertedOn: TestApp.Noon), app.Client.Object, CancellationToken.None);

    private static async Task<(int Status, string RetryAfter)> HealthAsync(TestApp app)
    {
        var request = TestRequest.For("/health");
        var answer = Assert.IsType<Microsoft.AspNetCore.Mvc.ContentResult>(await app.Create<HealthFunctions>().RunAsync(request, CancellationToken.None));
        return (answer.StatusCode!.Value, request.HttpContext.Response.Headers[HeaderNames.RetryAfter].ToString());
    }
}
