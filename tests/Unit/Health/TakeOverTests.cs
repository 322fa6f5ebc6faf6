using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class TakeOverTests
{
    [Fact]
    public async Task Heal_AgentThatBeats_KeepsItsClaims()
    {
        using var agents = await TwoAgents.ClaimedAsync();
        agents.Old.Clock.Now += TimeSpan.FromSeconds(80);
        await agents.Old.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        await agents.TakeOverAsync();

        Assert.Equal("old", Assert.Single(agents.Slots).Agent);
    }

    [Fact]
    public async Task Heal_NeverSubmitted_WaitsAgainForTheSameAttempt()
    {
        using var agents = await TwoAgents.ClaimedAsync();

        await agents.TakeOverAsync();

        Assert.Empty(agents.Slots);
        Assert.Equal((LaunchState.Pending, 1), (agents.Launch.State, agents.Launch.Attempt));
        var claim = await agents.New.ClaimAsync();
        Assert.Equal(2, claim.Claim);
    }

    [Fact]
    public async Task Heal_Submitted_IsAdoptedInItsSlotUnderTheSameAttemptKey()
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();

        await agents.TakeOverAsync();

        var slot = Assert.Single(agents.Slots);
        Assert.Equal(("new", 2, 1, LaunchState.Claimed), (slot.Agent, slot.Claim, slot.Attempt, slot.State));
        Assert.Equal(ClaimedLaunch.Of(slot), Assert.Single(agents.New.Started));
        Assert.Equal((LaunchState.Claimed, "new", 2), (agents.Launch.State, agents.Launch.Agent, agents.Launch.Claims));
        await agents.StartAsync(agents.New, agents.New.Started.Single());
        agents.New.Executor.Verify(e => e.SubmitAsync(It.Is<AttemptRequest>(request => request.Key == agents.Id.AttemptKey(1)), It.IsAny<CancellationToken>()));
    }

    // The process may be running: between two claims its slot must not go to another launch.
    [Fact]
    public async Task Heal_SubmittedUnderALimit_LeavesNoRoomForAnotherLaunch()
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();
        await agents.Old.ChangeDefaultAsync(header => header with { Config = header.Config with { MaxConcurrency = 1 } });
        await agents.Old.SubmitAsync("m2", """{"command":["true"],"priority":"critical"}""");

        await agents.TakeOverAsync();

        Assert.Empty((await agents.New.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims);
    }

    [Fact]
    public async Task Heal_SubmittedOnAnotherMachine_IsLeftAlone()
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();
        agents.New.ExecutorInstance = "machine-2";

        await agents.TakeOverAsync();

        Assert.Equal("old", Assert.Single(agents.Slots).Agent);
        Assert.Equal(LaunchState.Starting, agents.Launch.State);
    }

    [Theory]
    [InlineData(false, LaunchState.Starting, 1)]
    [InlineData(true, LaunchState.Cancelled, 0)]
    public async Task Heal_SubmittedOnAnotherMachineAndStopped_IsGivenUpOnlyByForce(bool force, LaunchState state, int slots)
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();
        agents.New.ExecutorInstance = "machine-2";
        await agents.New.Get<StopRequests>().StopAsync(agents.Id, force, CancellationToken.None);

        await agents.TakeOverAsync();

        Assert.Equal((state, slots), (agents.Launch.State, agents.Slots.Count));
        Assert.Equal(force, agents.Launch.Warnings.Any(warning => warning.Message.Contains(Environment.MachineName, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Heal_GivenUpLaunchOfAnAgentThatComesBack_IsKilledThere()
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();
        agents.New.ExecutorInstance = "machine-2";
        await agents.New.Get<StopRequests>().StopAsync(agents.Id, force: true, CancellationToken.None);
        await agents.TakeOverAsync();

        Assert.Equal(ClaimStep.End, await agents.DecideAsync(agents.Old, agents.Claim, new AttemptObservation(AttemptPhase.Running)));

        agents.Old.Executor.Verify(e => e.StopAsync(agents.Id.AttemptKey(1), true, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Heal_OwnAgentMovedToAnotherMachine_CanBeGivenUpByForce()
    {
        using var app = await TestApp.StartAsync();
        var accepted = await app.SubmitAsync("m1");
        var claim = await app.ClaimAsync();
        await app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);
        app.ExecutorInstance = "machine-2";
        var line = app.Get<IEnumerable<IQueueRepair>>().OfType<TakeOver>().Single();

        await line.HealAsync(new QueueScope("default", app.Get<QueueReader>()), CancellationToken.None);
        Assert.Equal(1, app.Count(RowKeys.Slots));
        await app.Get<StopRequests>().StopAsync(accepted.Id, force: true, CancellationToken.None);
        await line.HealAsync(new QueueScope("default", app.Get<QueueReader>()), CancellationToken.None);

        Assert.Equal((LaunchState.Cancelled, 0), ((await app.ReadAsync(accepted.Id)).State, app.Count(RowKeys.Slots)));
    }

    [Fact]
    public async Task Heal_AgentThatNeverHadAHeartbeat_IsJudgedByTheAgeOfItsClaim()
    {
        using var agents = await TwoAgents.ClaimedAsync();
        await agents.Old.Directory.CommitAsync(
            [new(Azure.Data.Tables.TableTransactionActionType.Delete, new Azure.Data.Tables.TableEntity(AgentRow.Partition, AgentRow.KeyOf("old")), Azure.ETag.All)], CancellationToken.None);

        await agents.LookAsync();
        Assert.Single(agents.Slots);
        await agents.TakeOverAsync();

        Assert.Empty(agents.Slots);
    }

    // Both windows: the slot was read, then its agent came back and wrote; or the whole transaction came first.
    [Fact]
    public async Task Heal_AgentComesBackBetweenReadAndWrite_KeepsItsClaim()
    {
        using var agents = await TwoAgents.ClaimedAsync();
        agents.Old.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            agents.Old.Launches.Before = null;
            agents.StartAsync(agents.Old, agents.Claim).GetAwaiter().GetResult();
        };

        await agents.TakeOverAsync();

        Assert.Equal(("old", LaunchState.Starting), (Assert.Single(agents.Slots).Agent, agents.Launch.State));
    }

    [Fact]
    public async Task Heal_AnswerLost_IsRecognisedAsOwnSuccess()
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();
        agents.Old.Clock.Now = agents.New.Clock.Now += TimeSpan.FromSeconds(91);
        agents.Old.Launches.AnswerNextCommitWith(CommitOutcome.Missing);

        await agents.LookAsync();

        Assert.Single(agents.New.Started);
    }

    [Fact]
    public async Task Heal_HostDiesAfterTheClaimWasAdopted_ItsOrchestrationIsStartedByTheNextRun()
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();
        agents.New.Client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<Microsoft.DurableTask.TaskName>(), It.IsAny<object?>(), It.IsAny<Microsoft.DurableTask.StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("dead"));
        await agents.TakeOverAsync();
        var started = new List<ClaimedLaunch>();
        agents.New.Client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<Microsoft.DurableTask.TaskName>(), It.IsAny<object?>(), It.IsAny<Microsoft.DurableTask.StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns((Microsoft.DurableTask.TaskName _, object? input, Microsoft.DurableTask.StartOrchestrationOptions? options, CancellationToken _) =>
            {
                started.Add((ClaimedLaunch)input!);
                return Task.FromResult(options!.InstanceId!);
            });
        agents.New.Clock.Now += TimeSpan.FromSeconds(31);

        await agents.New.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal(3, Assert.Single(started).Claim);
    }

    [Fact]
    public async Task Heal_NeverSubmittedAndStopped_IsCancelledAndNeverStarts()
    {
        using var agents = await TwoAgents.ClaimedAsync();
        await agents.New.Get<StopRequests>().StopAsync(agents.Id, force: false, CancellationToken.None);

        await agents.TakeOverAsync();

        Assert.Equal((LaunchState.Cancelled, 0, 0), (agents.Launch.State, agents.Slots.Count, agents.Old.Count(RowKeys.DueRows)));
    }

    [Theory]
    [InlineData(AttemptPhase.Running)]
    [InlineData(AttemptPhase.Starting)]
    [InlineData(AttemptPhase.Unknown)]
    public async Task Heal_SubmittedAndStopped_IsStoppedUnderTheNewClaimAndNotSubmittedAgain(AttemptPhase phase)
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();
        await agents.New.Get<StopRequests>().StopAsync(agents.Id, force: false, CancellationToken.None);

        await agents.TakeOverAsync();
        var claim = Assert.Single(agents.New.Started);
        Assert.Equal(ClaimStep.Watch, await agents.StartAsync(agents.New, claim));
        Assert.Equal(DesiredState.Stop, Assert.Single(agents.Slots).DesiredState);
        Assert.Equal(ClaimStep.Watch, await agents.DecideAsync(agents.New, claim, new AttemptObservation(phase)));
        var ended = phase == AttemptPhase.Unknown ? new AttemptObservation(phase) : new AttemptObservation(AttemptPhase.Exited, ExitCode: 143, Signal: "SIGTERM");
        Assert.Equal(ClaimStep.End, await agents.DecideAsync(agents.New, claim, ended));

        agents.New.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Never);
        agents.New.Executor.Verify(e => e.StopAsync(agents.Id.AttemptKey(1), false, It.IsAny<CancellationToken>()), Times.Once);
        Assert.Equal(LaunchState.Cancelled, agents.Launch.State);
    }

    // The old agent told the attempt to stop and died; the attempt ended before anybody looked again.
    [Fact]
    public async Task Heal_AttemptEndedByAStopOfTheOldAgent_MeansWhatTheStopMeant()
    {
        using var agents = await (await TwoAgents.ClaimedAsync()).StartedAsync();
        await agents.Old.Get<LaunchTransitions>().TryMarkStoppingAsync(
            agents.Launch, agents.Claim, StopCause.RunTimeout, new LaunchTimeouts(), CancellationToken.None);

        await agents.TakeOverAsync();
        var claim = Assert.Single(agents.New.Started);
        await agents.StartAsync(agents.New, claim);
        await agents.DecideAsync(agents.New, claim, new AttemptObservation(AttemptPhase.Exited, ExitCode: 143, Signal: "SIGTERM"));

        Assert.Equal((LaunchState.Failed, "run_timeout"), (agents.Launch.State, agents.Launch.Error?.Code));
    }

    [Fact]
    public async Task Heal_ClaimThatHeldCaps_GivesThemBackWhenItWaitsAndKeepsThemWhenItGoesOn()
    {
        using var waiting = await TwoAgents.ClaimedAsync(settings: ("LAUNCH_AGENT_MAX_JOBS", "1"));
        await waiting.TakeOverAsync();
        Assert.Equal(1, waiting.New.LimitRows);
        await waiting.New.Get<Reconcile>().RunAsync(CancellationToken.None);
        Assert.Equal("new", Assert.Single(waiting.Slots).Agent);
        Assert.Equal(1, waiting.New.LimitRows);

        using var running = await (await TwoAgents.ClaimedAsync(settings: ("LAUNCH_AGENT_MAX_JOBS", "1"))).StartedAsync();
        await running.TakeOverAsync();
        await running.New.Get<Reconcile>().RunAsync(CancellationToken.None);
        Assert.Equal(1, running.New.LimitRows);
        await running.StartAsync(running.New, running.New.Started[0]);
        await running.DecideAsync(running.New, running.New.Started[0], new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));

        Assert.Equal((0, 0), (running.New.LimitRows, running.Old.Count(RowKeys.OutboxRows)));
    }

    [Fact]
    public async Task Heal_ClaimTakenAway_LeavesAWakeForTheOldAgentAlthoughTheHostDiesInBetween()
    {
        using var agents = await TwoAgents.ClaimedAsync();
        await agents.TakeOverAsync();
        Assert.Empty(agents.New.SentElsewhere);

        await agents.New.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal(("wakeups-old", Wakeup.ToWake(agents.Id, 1)), Assert.Single(agents.New.SentElsewhere.Select(sent => (sent.Queue, sent.Wakeup))));
        Assert.Equal(0, agents.Old.Count(RowKeys.OutboxRows));
    }

    [Fact]
    public async Task Heal_NothingOfOthers_ReadsNoDirectory()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        app.Directory.Before = operation => throw new InvalidOperationException(operation);

        await app.Get<IEnumerable<IQueueRepair>>().OfType<TakeOver>().Single()
            .HealAsync(new QueueScope("default", app.Get<QueueReader>()), CancellationToken.None);
    }
}
