using LaunchAgent.Contracts.Agents;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Core.WhyWaiting;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Agents;

public sealed class PollBudgetTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("2", 2)]
    [InlineData("5", 5)]
    public async Task Dispatch_MaxPolls_ClaimsInThatManyPassesAndThenStops(string most, int passes)
    {
        using var app = await StartedAsync(most);
        for (var pass = 1; pass <= passes; pass++)
        {
            Assert.Equal((AgentState.Polling, pass - 1L, passes), await StateAsync(app));
            await SubmitAndDispatchAsync(app, $"m{pass}");
            await EndAsync(app);
        }

        Assert.Equal(passes, app.Started.Count);
        Assert.Equal((AgentState.Stopped, passes, passes), await StateAsync(app));
        var waiting = await SubmitAndDispatchAsync(app, "late");

        Assert.Equal(passes, app.Started.Count);
        var reason = await app.Get<ReasonQueries>().FindAsync(await app.ReadAsync(waiting.Id), CancellationToken.None);
        Assert.Equal(("agent_stopped", "local"), (reason!.Code, Assert.Single(reason.BlockedBy!)));
        Assert.Contains("has made all polls of its LAUNCH_AGENT_MAX_POLLS", reason.Message, StringComparison.Ordinal);
        Assert.Equal($"agent local has made its {passes} polls and stopped, running 0 out of a maximum of inf jobs", (await AgentAsync(app)).StatusLine);
    }

    [Fact]
    public async Task Start_MaxPollsOfZero_NeverPolls()
    {
        using var app = await StartedAsync("0");

        Assert.Equal((AgentState.Stopped, 0L, 0), await StateAsync(app));
        await SubmitAndDispatchAsync(app, "m1");
        await app.Get<AgentPolling>().SetAsync("local", stopped: false, CancellationToken.None);
        await DispatchAsync(app);

        Assert.Empty(app.Started);
        Assert.Equal((AgentState.Stopped, 0L, 0), await StateAsync(app));
    }

    [Fact]
    public async Task Dispatch_NothingToClaim_CountsToo()
    {
        using var app = await StartedAsync("2");

        await DispatchAsync(app);
        await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal((AgentState.Stopped, 2L, 2), await StateAsync(app));
    }

    [Fact]
    public async Task Dispatch_MaxPolls_OnePassIsOverAllQueues()
    {
        using var app = await StartedAsync("1", ("LAUNCH_AGENT_QUEUES", "default,gpu,cpu"));
        foreach (var queue in new[] { "gpu", "cpu" })
        {
            await app.Get<QueueChanges>().PutAsync(queue, new QueueConfig { Executor = "process" }, QueueCondition.None, CancellationToken.None);
            await app.SubmitAsync(queue, $$"""{"queue":"{{queue}}","command":["true"]}""");
        }

        await SubmitAndDispatchAsync(app, "m1");

        Assert.Equal(3, app.Started.Count);
        Assert.Equal((AgentState.Stopping, 1L, 1), await StateAsync(app));
    }

    [Fact]
    public async Task Reconcile_SeveralQueues_IsOnePass()
    {
        using var app = await StartedAsync("5", ("LAUNCH_AGENT_QUEUES", "default,gpu,cpu"));

        await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal(1, (await AgentAsync(app)).Polls);
    }

    [Fact]
    public async Task Poke_SeveralQueues_IsOneWakeupAndOnePass()
    {
        using var app = await StartedAsync("5", ("LAUNCH_AGENT_QUEUES", "default,gpu,cpu"));
        await app.SubmitAsync("m1");
        await app.SubmitAsync("m2", """{"command":["true"],"scheduled_start_time":"2031-05-01T12:00:30Z"}""");
        app.Clock.Now += TimeSpan.FromMinutes(1);

        await app.Get<WakeAll>().PokeAsync(CancellationToken.None);
        await WakeupAsync(app, Assert.Single(app.SentWakeups));

        Assert.Equal(2, app.Started.Count);
        Assert.Equal(1, (await AgentAsync(app)).Polls);
    }

    [Fact]
    public async Task Poke_AHundredTimes_IsTwoPassesHoweverTheWakeupsArrive()
    {
        using var app = await StartedAsync("100", ("LAUNCH_AGENT_QUEUES", "default,gpu,cpu"));
        using var other = await TestApp.StartAsync(shared: app, agent: "other");
        await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.Get<WakeAll>().PokeAsync(CancellationToken.None)));

        Assert.Equal(2, app.SentWakeups.Count);
        Assert.Equal(2, app.SentElsewhere.Count);
        foreach (var wakeup in app.SentWakeups.ToArray())
            await WakeupAsync(app, wakeup);
        Assert.Equal(2, (await AgentAsync(app)).Polls);
    }

    // Ten a second: one wake-up a second sees what happened in it.
    [Fact]
    public async Task Poke_AHundredTimesInTenSeconds_IsAPassASecond()
    {
        using var app = await StartedAsync("100");
        var line = new WakeupLine(app);

        for (var poke = 0; poke < 100; poke++)
        {
            await app.Get<WakeAll>().PokeAsync(CancellationToken.None);
            await line.UntilAsync(app.Clock.Now + TimeSpan.FromMilliseconds(100));
        }

        await line.UntilAsync(app.Clock.Now + TimeSpan.FromSeconds(2));
        Assert.InRange((await AgentAsync(app)).Polls, 10, 12);
    }

    [Fact]
    public async Task Poke_AHundredWakeupsAtOnceWhileAPassGoesOn_AskForOneMore()
    {
        using var app = await StartedAsync("100");
        var pokes = new List<Task>();
        app.Launches.Before = operation =>
        {
            app.Launches.Before = null;
            pokes.AddRange(Enumerable.Range(0, 100).Select(_ => WakeupAsync(app, new Wakeup(WakeupKind.Poke))));
        };

        await DispatchAsync(app);
        await Task.WhenAll(pokes);

        Assert.Equal((100, 2L), (pokes.Count, (await AgentAsync(app)).Polls));
    }

    [Fact]
    public async Task Resume_AfterTheLastPass_StartsANewCount()
    {
        using var app = await StartedAsync("1");
        await SubmitAndDispatchAsync(app, "m1");
        await app.SubmitAsync("m2");

        await app.Get<AgentPolling>().SetAsync("local", stopped: false, CancellationToken.None);
        Assert.Equal((AgentState.Running, 0L, 1), await StateAsync(app));
        await WakeupAsync(app, app.SentWakeups.Last(wakeup => wakeup.Kind == WakeupKind.Poke));

        Assert.Equal(2, app.Started.Count);
        Assert.Equal((AgentState.Stopping, 1L, 1), await StateAsync(app));
    }

    // Hosts come and go by themselves; nobody asked for more polls.
    [Fact]
    public async Task Start_Again_GoesOnCounting()
    {
        using var app = await StartedAsync("2");
        await SubmitAndDispatchAsync(app, "m1");
        using var restarted = await StartedAsync("2", app);

        await SubmitAndDispatchAsync(restarted, "m2");
        await SubmitAndDispatchAsync(restarted, "m3");

        Assert.Single(restarted.Started);
        Assert.Equal((AgentState.Stopping, 2L, 2), await StateAsync(restarted));
    }

    [Theory]
    [InlineData("3", AgentState.Polling, 0L, 3)]
    [InlineData("", AgentState.Polling, 0L, null)]
    [InlineData("2", AgentState.Stopped, 2L, 2)]
    public async Task Start_WithABound_ThatIsAnotherThanBefore_StartsANewCount(string bound, AgentState state, long polls, int? most)
    {
        using var app = await StartedAsync("2");
        await DispatchAsync(app);
        await DispatchAsync(app);

        using var restarted = await StartedAsync(bound, app);

        Assert.Equal((state, polls, most), await StateAsync(restarted));
        Assert.Equal(state == AgentState.Stopped ? ["local"] : [], (await app.Get<QueueCatalog>().FindAsync("default", CancellationToken.None))!.StoppedAgents);
    }

    [Fact]
    public async Task Start_ToldToStop_StaysStoppedUnderAnotherBound()
    {
        using var app = await StartedAsync("2");
        await app.Get<AgentPolling>().SetAsync("local", stopped: true, CancellationToken.None);

        using var restarted = await StartedAsync("3", app);

        Assert.Equal((AgentState.Stopped, 0L, 3), await StateAsync(restarted));
    }

    [Fact]
    public async Task Dispatch_TwoProcessesOfTheAgent_MakeNoMorePassesThanTheyMayTogether()
    {
        using var app = await StartedAsync("3");
        using var second = await StartedAsync("3", app);
        var messages = 0;
        foreach (var process in new[] { app, second, app, second, app })
            await SubmitAndDispatchAsync(process, $"m{++messages}");

        Assert.Equal(3, app.Started.Count + second.Started.Count);
    }

    [Fact]
    public async Task Dispatch_HostDiesInAPass_HasUsedItUp()
    {
        using var app = await StartedAsync("1");
        await app.SubmitAsync("m1");
        app.Launches.Before = _ => throw new InvalidOperationException("dead");
        await Assert.ThrowsAsync<InvalidOperationException>(() => DispatchAsync(app));
        app.Launches.Before = null;

        await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Empty(app.Started);
        Assert.Equal((AgentState.Stopped, 1L, 1), await StateAsync(app));
    }

    [Fact]
    public async Task Dispatch_AnswerOfTheCountIsLost_CountsOnce()
    {
        using var app = await StartedAsync("2");
        var lost = false;
        app.Directory.LosesAnswer = () => !lost && (lost = true);

        await SubmitAndDispatchAsync(app, "m1");

        Assert.Single(app.Started);
        Assert.Equal(1, (await AgentAsync(app)).Polls);
    }

    [Fact]
    public async Task Dispatch_ResumedWhileTheLastPassGoesOn_IsNotStoppedByIt()
    {
        using var app = await StartedAsync("1");
        await app.SubmitAsync("m1");
        app.Launches.Before = operation =>
        {
            app.Launches.Before = null;
            app.Get<AgentPolling>().SetAsync("local", stopped: false, CancellationToken.None).GetAwaiter().GetResult();
        };

        await DispatchAsync(app);

        Assert.Equal((AgentState.Running, 0L, 1), await StateAsync(app));
    }

    [Fact]
    public async Task Stopped_AfterTheLastPass_WhatRunsIsStillWatched()
    {
        using var app = await StartedAsync("1");
        var launch = await SubmitAndDispatchAsync(app, "m1");

        Assert.Contains(app.SentWakeups, wakeup => wakeup.Kind == WakeupKind.Watch);
        Assert.NotNull(await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None));
        Assert.Equal(LaunchState.Claimed, (await app.ReadAsync(launch.Id)).State);
    }

    [Fact]
    public async Task Dispatch_WithoutABound_AsksNoStorageForIt()
    {
        using var app = await TestApp.StartAsync();
        app.Directory.Before = operation => throw new InvalidOperationException(operation);

        await app.Get<Dispatcher>().DispatchAllAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("1.5")]
    public async Task Start_SettingThatIsNoNumber_IsRefusedByName(string setting)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartedAsync(setting));

        Assert.Contains("LAUNCH_AGENT_MAX_POLLS", refused.Message, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartedAsync(string maxPolls, params (string, string)[] more) => StartedAsync(maxPolls, shared: null, more);

    private static async Task<TestApp> StartedAsync(string maxPolls, TestApp? shared, params (string Name, string Value)[] more)
    {
        var settings = more.Prepend(("LAUNCH_AGENT_MAX_POLLS", maxPolls)).ToDictionary(setting => setting.Item1, setting => setting.Item2);
        var app = await TestApp.StartAsync(shared: shared, settings: settings);
        await app.Get<Heartbeat>().StartAsync(CancellationToken.None);
        await app.Create<PollingAtStart>().StartAsync(CancellationToken.None);
        return app;
    }

    private static async Task<AcceptedLaunch> SubmitAndDispatchAsync(TestApp app, string message)
    {
        var launch = await app.SubmitAsync(message);
        await DispatchAsync(app);
        return launch;
    }

    // Slots are all that an agent's state knows of what runs.
    private static async Task EndAsync(TestApp app)
    {
        foreach (var slot in app.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)))
            await app.Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.Delete, slot)], CancellationToken.None);
    }

    private static Task DispatchAsync(TestApp app) => app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);

    private static Task WakeupAsync(TestApp app, Wakeup wakeup) =>
        app.Create<WakeupFunctions>().RunAsync(ContractJson.Serialize(wakeup), app.Client.Object, CancellationToken.None);

    private static async Task<AgentView> AgentAsync(TestApp app) => (await app.Get<AgentQueries>().FindAsync("local", CancellationToken.None))!;

    private static async Task<(AgentState State, long Polls, long? MaxPolls)> StateAsync(TestApp app)
    {
        var agent = await AgentAsync(app);
        return (agent.State, agent.Polls, agent.MaxPolls);
    }
}
