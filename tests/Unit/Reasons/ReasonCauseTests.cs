using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;

namespace LaunchAgent.Tests.Unit.Reasons;

/// <summary>Every code by the routes that people use, alone and with every other that can be there at the same time.</summary>
public sealed class ReasonCauseTests
{
    // In the order of the contract. sweep_paused is not reachable: nothing holds a sweep yet.
    private static readonly string[] InOrder =
    [
        ReasonCodes.NotDue, ReasonCodes.RetryBackoff, ReasonCodes.QueuePaused, ReasonCodes.NoMatchingAgent, ReasonCodes.AgentStopped, ReasonCodes.AgentOffline,
        ReasonCodes.LimitReached, ReasonCodes.AgentLimitReached, ReasonCodes.ExecutorFull,
    ];

    [Theory]
    [InlineData(ReasonCodes.NotDue, "start time")]
    [InlineData(ReasonCodes.RetryBackoff, "Attempt 1 ended (exit_code); attempt 2")]
    [InlineData(ReasonCodes.QueuePaused, "POST /api/queues/default/resume")]
    [InlineData(ReasonCodes.NoMatchingAgent, "LAUNCH_AGENT_LABELS")]
    [InlineData(ReasonCodes.AgentStopped, "POST /api/agents/local/resume-polling")]
    [InlineData(ReasonCodes.AgentOffline, "Start it again")]
    [InlineData(ReasonCodes.LimitReached, "runs 1 of at most 1 launches")]
    [InlineData(ReasonCodes.AgentLimitReached, "LAUNCH_AGENT_MAX_JOBS")]
    [InlineData(ReasonCodes.ExecutorFull, "Executor 'process'")]
    [InlineData(ReasonCodes.NextInLine, "claimed next")]
    public async Task Get_OneCause_IsTheReasonAndSaysWhatToDo(string cause, string says)
    {
        using var scene = await ReasonScene.WithAsync(cause);

        var reason = await scene.ReasonAsync();

        Assert.Contains(says, reason.Message, StringComparison.Ordinal);
        AssertIs(cause, cause, scene, reason);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Get_TwoCauses_TheFirstOfTheListIsTheReasonInDetailAndInLists(string first, string second)
    {
        using var scene = await ReasonScene.WithAsync(second, first);

        var reason = await scene.ReasonAsync();
        var listed = (await scene.App.Create<LaunchFunctions>().ListAsync(TestRequest.For("/launches"), CancellationToken.None))
            .Read<ListPage<LaunchView>>(200).Items.Single(launch => launch.Id == scene.Target).Reason!;

        AssertIs(first, second, scene, reason);
        Assert.Equal((reason.Code, reason.Until, null), (listed.Code, listed.Until, listed.Position));
        Assert.Equal(reason.BlockedBy, listed.BlockedBy);
    }

    // Whatever stands in the way, taking it away lets the next reason show, down to none.
    [Fact]
    public async Task Get_AllLimitsAndAPause_ShowOneAfterTheOtherAsTheyAreTakenAway()
    {
        using var scene = await ReasonScene.WithAsync(ReasonCodes.QueuePaused, ReasonCodes.LimitReached, ReasonCodes.ExecutorFull);
        Assert.Equal(ReasonCodes.QueuePaused, (await scene.ReasonAsync()).Code);

        await scene.App.ResumeAsync();
        Assert.Equal(ReasonCodes.LimitReached, (await scene.ReasonAsync()).Code);
        await scene.App.PutQueueAsync("default");
        Assert.Equal(ReasonCodes.ExecutorFull, (await scene.ReasonAsync()).Code);
        scene.App.Executor.Setup(executor => executor.Capacity).Returns(2);
        Assert.Equal(ReasonCodes.NextInLine, (await scene.ReasonAsync()).Code);
        Assert.Equal(1, await scene.App.ClaimedAsync());
        Assert.Equal(ReasonCodes.Claiming, (await scene.ReasonAsync()).Code);
    }

    [Fact]
    public async Task Get_ClaimedWork_SaysHowFarItIs()
    {
        using var scene = await ReasonScene.WithAsync(ReasonCodes.LimitReached);
        var app = scene.App;
        var id = LaunchId.Parse(scene.Holder!);
        async Task<Reason> Shown() => (await app.GetLaunchAsync(scene.Holder!)).Reason!;
        Assert.Equal((ReasonCodes.Claiming, null, null), Of(await Shown()));

        Assert.True(await app.Get<LaunchTransitions>().TryMarkStartingAsync(
            await app.ReadAsync(id), app.Started[0], "here", new LaunchTimeouts { StartSeconds = 60, RunSeconds = 600 }, CancellationToken.None));
        Assert.Equal((ReasonCodes.Starting, TestApp.Noon.AddSeconds(60), null), Of(await Shown()));

        await app.Get<LaunchTransitions>().MarkRunningAsync(
            SlotRow.From(app.Launches.All.Single(row => row.RowKey == RowKeys.Slot(id, 1))),
            new AttemptObservation(AttemptPhase.Running, StartedAt: TestApp.Noon),
            CancellationToken.None);
        Assert.Equal((ReasonCodes.Running, TestApp.Noon.AddSeconds(600), null), Of(await Shown()));

        Assert.Equal(202, (await app.Create<LaunchFunctions>().StopAsync(TestRequest.For("/", "{}"), scene.Holder!, CancellationToken.None)).Status());
        Assert.Equal(ReasonCodes.Stopping, (await Shown()).Code);
    }

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var (first, i) in InOrder.Select((code, i) => (code, i)))
            {
                foreach (var second in InOrder.Skip(i + 1).Where(second => (first, second) != (ReasonCodes.NotDue, ReasonCodes.RetryBackoff)))
                    pairs.Add(first, second);
            }

            return pairs;
        }
    }

    private static (string Code, DateTimeOffset? Until, int? Position) Of(Reason reason) => (reason.Code, reason.Until, reason.Position);

    private static void AssertIs(string code, string other, ReasonScene scene, Reason reason)
    {
        DateTimeOffset? until = code is ReasonCodes.NotDue or ReasonCodes.RetryBackoff ? scene.Due : null;
        int? position = until is not null || ReasonCodes.NoMatchingAgent is var nobody && (code == nobody || other == nobody) ? null : 1;
        string[] blockers = code switch
        {
            ReasonCodes.AgentStopped or ReasonCodes.AgentOffline or ReasonCodes.AgentLimitReached => [ReasonScene.Agent],
            ReasonCodes.LimitReached or ReasonCodes.ExecutorFull => [scene.Holder!],
            _ => [],
        };
        Assert.Equal((code, until, position), Of(reason));
        Assert.Equal(blockers, reason.BlockedBy);
    }
}
