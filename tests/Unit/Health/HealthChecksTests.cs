using Azure;
using LaunchAgent.Contracts.Health;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions.Health;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class HealthChecksTests
{
    private const string RunItems = "run-items";
    private const string WakeupQueue = "wakeups-local";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Run_EverythingWorks_IsOk()
    {
        using var app = await StartedAsync();

        Assert.Empty(await FailedAsync(app));
    }

    [Fact]
    public async Task Run_StorageDown_NamesItAndTellsNothingOfTheFault()
    {
        using var app = await StartedAsync();
        app.Launches.Before = _ => throw new InvalidOperationException("AccountKey=s3cret");

        var check = Assert.Single(await app.Get<HealthChecks>().RunAsync(CancellationToken.None), check => !check.Ok);

        Assert.Equal("storage", check.Name);
        Assert.DoesNotContain("s3cret", check.Detail, StringComparison.Ordinal);
    }

    // 500 is what Azurite answers as long as a message with a control character is visible, to listeners as well.
    [Theory]
    [InlineData(WakeupQueue, "wakeups", 404)]
    [InlineData(RunItems, "run_items", 404)]
    [InlineData(RunItems, "run_items", 500)]
    public async Task Run_QueueOfATriggerRefuses_NamesIt(string queue, string check, int status)
    {
        using var app = await StartedAsync();
        app.Queues[queue].Before = (_, _) => throw new RequestFailedException(status, "no");

        Assert.Equal([check], await FailedAsync(app));
    }

    [Theory]
    [InlineData(WakeupQueue, "wakeups")]
    [InlineData(RunItems, "run_items")]
    public async Task Run_QueueHangs_NamesItBeforeFiveSecondsAreOver(string queue, string check)
    {
        using var app = await StartedAsync();
        app.Queues[queue].Before = (_, _) => new TaskCompletionSource().Task;

        var failed = FailedAsync(app);
        Assert.False(failed.IsCompleted);
        app.Clock.Advance(TimeSpan.FromSeconds(4.5));

        Assert.Equal([check], await failed.WaitAsync(Minute));
    }

    [Theory]
    [InlineData(WakeupQueue, "wakeups")]
    [InlineData(RunItems, "run_items")]
    public async Task Run_FirstMessageStandsForAMinute_NamesItsQueue(string queue, string check)
    {
        using var app = await StartedAsync();
        await app.Queues[queue].SendMessageAsync("text");

        Assert.Empty(await FailedAfterAsync(app, TimeSpan.Zero));
        Assert.Empty(await FailedAfterAsync(app, TimeSpan.FromSeconds(59)));
        Assert.Equal([check], await FailedAfterAsync(app, TimeSpan.FromSeconds(1)));
        var details = (await app.Get<HealthChecks>().RunAsync(CancellationToken.None)).Select(found => found.Detail);
        Assert.Contains(details, detail => detail?.StartsWith($"Queue {queue} stands still", StringComparison.Ordinal) is true);

        await ReceiveAsync(app.Queues[queue]);
        Assert.Empty(await FailedAsync(app));
    }

    // Nobody delivered it in between, however seldom somebody asks.
    [Fact]
    public async Task Run_FirstMessageIsTheSameAnHourLater_NamesItsQueue()
    {
        using var app = await StartedAsync();
        await app.Queues[RunItems].SendMessageAsync("text");

        Assert.Empty(await FailedAfterAsync(app, TimeSpan.FromHours(1)));
        Assert.Equal(["run_items"], await FailedAfterAsync(app, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task Run_FirstMessageFailsAgainAndAgain_IsOkBecauseItIsDelivered()
    {
        using var app = await StartedAsync();
        await app.Queues[RunItems].SendMessageAsync("text");

        for (var i = 0; i < 10; i++)
        {
            await app.Queues[RunItems].ReceiveMessagesAsync(1, TimeSpan.FromSeconds(30));
            Assert.Empty(await FailedAfterAsync(app, TimeSpan.FromSeconds(30)));
        }
    }

    [Fact]
    public async Task Run_LongBacklogThatMoves_IsOk()
    {
        using var app = await StartedAsync();
        for (var i = 0; i < 100; i++)
            await app.Queues[RunItems].SendMessageAsync("text");
        app.Clock.Now += TimeSpan.FromHours(1);
        await BeatAsync(app);

        for (var i = 0; i < 100; i++)
        {
            Assert.Empty(await FailedAfterAsync(app, TimeSpan.FromSeconds(50)));
            await ReceiveAsync(app.Queues[RunItems]);
        }
    }

    [Fact]
    public async Task Run_DelayedMessageBecomesVisible_HasAMinuteFromThenOn()
    {
        using var app = await StartedAsync();
        await app.Queues[WakeupQueue].SendMessageAsync("text", TimeSpan.FromHours(1));

        Assert.Empty(await FailedAfterAsync(app, TimeSpan.FromMinutes(59)));
        Assert.Empty(await FailedAfterAsync(app, Minute));
        Assert.Empty(await FailedAfterAsync(app, TimeSpan.FromSeconds(59)));
        Assert.Equal(["wakeups"], await FailedAfterAsync(app, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Run_NoHeartbeat_FailsOnceTheProcessIsAMinuteOld()
    {
        using var app = await StartedAsync();
        app.Clock.Now += TimeSpan.FromSeconds(91);
        Assert.Equal(["heartbeat"], await FailedAsync(app));

        using var young = await TestApp.StartAsync(shared: app);
        young.Clock.Now = app.Clock.Now;
        Assert.Empty(await FailedAsync(young));
    }

    // The Durable extension calls no function with a client then, and only the host's log says so.
    [Fact]
    public async Task Run_HostHasNoName_SaysWhatToSet()
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["WEBSITE_HOSTNAME"] = "" });

        var check = Assert.Single(await app.Get<HealthChecks>().RunAsync(CancellationToken.None), check => !check.Ok);

        Assert.Equal("hostname", check.Name);
        Assert.Contains("WEBSITE_HOSTNAME", check.Detail, StringComparison.Ordinal);
    }

    // Anyone may ask, as often as they like.
    [Fact]
    public async Task Latest_ManyAskAtOnce_LooksOnce()
    {
        using var app = await StartedAsync();
        var (peeks, go) = (0, new TaskCompletionSource());
        app.Queues[RunItems].Before = (_, _) =>
        {
            peeks++;
            return go.Task;
        };

        var asked = Enumerable.Range(0, 50).Select(_ => app.Get<HealthChecks>().LatestAsync(CancellationToken.None)).ToArray();
        go.SetResult();
        var answers = await Task.WhenAll(asked);

        Assert.All(answers, answer => Assert.Equal(HealthStatus.Healthy, answer.Status));
        Assert.Equal(1, peeks);
        app.Clock.Now += TimeSpan.FromSeconds(6);
        await app.Get<HealthChecks>().LatestAsync(CancellationToken.None);
        Assert.Equal(2, peeks);
    }

    [Fact]
    public async Task Latest_OneWhoAskedHangsUp_IsAnsweredToTheOthers()
    {
        using var app = await StartedAsync();
        var go = new TaskCompletionSource();
        app.Queues[RunItems].Before = (_, _) => go.Task;
        using var hungUp = new CancellationTokenSource();

        var first = app.Get<HealthChecks>().LatestAsync(hungUp.Token);
        var second = app.Get<HealthChecks>().LatestAsync(CancellationToken.None);
        await hungUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.SetResult();

        Assert.Equal(HealthStatus.Healthy, (await second).Status);
    }

    private static async Task<TestApp> StartedAsync()
    {
        var app = await TestApp.StartAsync();
        await app.Get<Heartbeat>().StartAsync(CancellationToken.None);
        return app;
    }

    private static Task BeatAsync(TestApp app) => app.Get<Heartbeat>().BeatAsync(CancellationToken.None);

    private static async Task<IEnumerable<string>> FailedAsync(TestApp app) =>
        (await app.Get<HealthChecks>().RunAsync(CancellationToken.None)).Where(check => !check.Ok).Select(check => check.Name);

    private static async Task<IEnumerable<string>> FailedAfterAsync(TestApp app, TimeSpan time)
    {
        app.Clock.Now += time;
        await BeatAsync(app);
        return await FailedAsync(app);
    }

    private static async Task ReceiveAsync(MemoryQueue queue)
    {
        var message = Assert.Single((await queue.ReceiveMessagesAsync(1, Minute)).Value);
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }
}
