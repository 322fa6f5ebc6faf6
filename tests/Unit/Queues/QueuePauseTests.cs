using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class QueuePauseTests
{
    [Fact]
    public async Task Pause_ClaimInFlight_IsBeatenAndResumeStartsItAgain()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        app.BeforeNextCommit(() => app.PauseAsync());

        Assert.Equal(0, await app.ClaimedAsync());
        Assert.Equal(0, await app.ClaimedAsync());
        Assert.NotEqual(QueueState.Paused, (await app.ResumeAsync()).Read<QueueView>(200).State);

        Assert.Contains(new Wakeup(WakeupKind.Dispatch) { Queue = "default" }, app.SentWakeups);
        Assert.Equal(1, await app.ClaimedAsync());
    }

    [Fact]
    public async Task Pause_Twice_ChangesOnce()
    {
        using var app = await TestApp.StartAsync();

        Assert.Equal(2, (await app.PauseAsync()).Read<QueueView>(200).ConfigVersion);
        Assert.Equal(2, (await app.PauseAsync()).Read<QueueView>(200).ConfigVersion);
        Assert.Empty(app.SentWakeups);
    }

    [Fact]
    public async Task Resume_QueueOfOthers_WakeupsThem()
    {
        using var app = await TestApp.StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other", settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = "gpu" });
        await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        await app.PutQueueAsync("gpu");
        await app.PauseAsync("gpu");
        app.SentElsewhere.Clear();

        await app.ResumeAsync("gpu");

        Assert.Equal(("wakeups-other", "gpu"), (Assert.Single(app.SentElsewhere).Queue, app.SentElsewhere[0].Wakeup.Queue));
        Assert.Empty(app.SentWakeups);
    }

    [Fact]
    public async Task Resume_NobodyCanBeTold_IsDoneAllTheSame()
    {
        using var app = await TestApp.StartAsync();
        await app.PauseAsync();
        app.WakeupQueue.Setup(q => q.SendMessageAsync(
                It.IsAny<string>(), It.IsAny<TimeSpan?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new Azure.RequestFailedException(503, "busy"));

        Assert.NotEqual(QueueState.Paused, (await app.ResumeAsync()).Read<QueueView>(200).State);
    }
}
