using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Health;

/// <summary>A claim that was taken away wakes up, wherever its launch stands by then: it ends, and nothing is written or told on its behalf.</summary>
public sealed class OldClaimTests
{
    private static readonly AttemptObservation Running = new(AttemptPhase.Running, StartedAt: TestApp.Noon);
    private static readonly AttemptObservation Failed = new(AttemptPhase.Exited, ExitCode: 1);

    [Theory]
    [InlineData(LaunchState.Pending)]
    [InlineData(LaunchState.Claimed)]
    [InlineData(LaunchState.Starting)]
    [InlineData(LaunchState.Running)]
    [InlineData(LaunchState.Stopping)]
    [InlineData(LaunchState.AwaitingRetry)]
    [InlineData(LaunchState.Failed)]
    public async Task Wake_ClaimWasTakenAway_EndsWithoutATrace(LaunchState state)
    {
        using var agents = await TwoAgents.ClaimedAsync("""{"command":["false"],"retry":{"max_retries":1}}""");
        if (state != LaunchState.Pending)
            await agents.StartedAsync();
        await agents.TakeOverAsync();
        await GoOnAsync(agents, state);
        Assert.Equal(state, agents.Launch.State);
        var before = agents.Old.Launches.All.Select(row => row.ETag).ToArray();
        agents.Old.Executor.Invocations.Clear();

        Assert.Equal(ClaimStep.End, await agents.StartAsync(agents.Old, agents.Claim));
        Assert.Equal(ClaimStep.End, await agents.DecideAsync(agents.Old, agents.Claim, Failed));

        Assert.Equal(before, agents.Old.Launches.All.Select(row => row.ETag));
        agents.Old.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.Never);
        agents.Old.Executor.Verify(e => e.StopAsync(It.IsAny<string>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()), Times.Never);
        agents.Old.Executor.Verify(e => e.ForgetAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task Wake_Wakeup_RaisesTheSignalOfThatClaim()
    {
        using var agents = await TwoAgents.ClaimedAsync();

        await agents.Old.Create<WakeupFunctions>().RunAsync(
            ContractJson.Serialize(Wakeup.ToWake(agents.Id, 1)), agents.Old.Client.Object, CancellationToken.None);

        agents.Old.Client.Verify(
            c => c.RaiseEventAsync($"{agents.Id}.1", DurableTaskHub.Signal, It.IsAny<object?>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    // What the new agent does with the launch until it stands where the old claim finds it.
    private static async Task GoOnAsync(TwoAgents agents, LaunchState state)
    {
        if (state is LaunchState.Pending or LaunchState.Claimed)
            return;

        var claim = agents.New.Started.Single();
        await agents.StartAsync(agents.New, claim);
        if (state == LaunchState.Running)
            await agents.New.Get<LaunchTransitions>().MarkRunningAsync(agents.Slots.Single(), Running, CancellationToken.None);
        if (state == LaunchState.Stopping)
            await agents.New.Get<LaunchTransitions>().TryMarkStoppingAsync(agents.Launch, claim, StopCause.Requested, new LaunchTimeouts(), CancellationToken.None);
        if (state is LaunchState.AwaitingRetry or LaunchState.Failed)
            await agents.DecideAsync(agents.New, claim, Failed);
        if (state != LaunchState.Failed)
            return;

        agents.New.Clock.Now += TimeSpan.FromMinutes(1);
        await agents.New.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        var second = await agents.New.ClaimAsync();
        await agents.StartAsync(agents.New, second);
        await agents.DecideAsync(agents.New, second, Failed);
    }
}
