using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Functions.Launches;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Protobuf;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class LaunchOrchestrationTests
{
    private const string Start = nameof(StartAttempt);
    private const string Decide = nameof(AdvanceLaunch);
    private const string Signal = DurableTaskHub.Signal;

    private static readonly ClaimedLaunch Claim = new("12345678-0123456789012abcdef012345", 1, DateTimeOffset.UnixEpoch);

    // As the policy says: after each of ten tries but the last a wait, twice as long as the one before, a minute at most. The engine lets
    // a timer of no length follow the last one.
    private static readonly int[] BackOffs = [2, 4, 8, 16, 32, 60, 60, 60, 60, 0];

    [Fact]
    public async Task Run_AttemptEndsAtTheFirstSignal_IsTwoActivitiesAndOneEvent() =>
        Assert.Equal([Start, Signal, Decide], await PlayAsync(ClaimStep.Watch, ClaimStep.End));

    [Fact]
    public async Task Run_ClaimWasTakenAway_EndsAtOnce() => Assert.Equal([Start], await PlayAsync(ClaimStep.End));

    [Fact]
    public async Task Run_CannotStart_DecidesAtOnceWithoutASignal() =>
        Assert.Equal([Start, Decide], await PlayAsync(ClaimStep.Conclude, ClaimStep.End));

    [Fact]
    public async Task Run_SignalsThatDemandNothing_DecidesAgainAtEachOfThem() =>
        Assert.Equal(
            [Start, Signal, Decide, Signal, Decide, Signal, Decide],
            await PlayAsync(ClaimStep.Watch, ClaimStep.Watch, ClaimStep.Watch, ClaimStep.End));

    // A signal that nobody waits for yet is kept.
    [Fact]
    public async Task Run_SignalsAllAtOnce_DecidesOnceForEach()
    {
        var player = Create(new Queue<ClaimStep>([ClaimStep.Watch, ClaimStep.Watch, ClaimStep.Watch, ClaimStep.End]), signalsAtOnce: 3);

        await player.ToEndAsync();

        Assert.Equal([Start, Signal, Signal, Signal, Decide, Decide, Decide], player.Script);
    }

    [Fact]
    public async Task Run_ActivityGaveUpTenTimes_TheOrchestrationFailsAndReconciliationStartsItAgain()
    {
        var tries = 0;
        var player = new OrchestrationPlayer(
            Claim,
            (_, _) => Task.FromException<ClaimStep>(new InvalidOperationException($"storage is away {++tries}")),
            () => Task.FromResult(1));

        await player.ToEndAsync();

        Assert.Equal(OrchestrationStatus.Failed, player.End!.OrchestrationStatus);
        Assert.Contains("storage is away 10", player.End.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(BackOffs, player.Timers.Select(timer => (int)timer.TotalSeconds));
        Assert.Empty(player.Script);
    }

    // What holds the tests above up: the engine compares each run with the history.
    [Fact]
    public async Task Run_ScriptIsAnotherOneThanTheHistorys_TheEngineNotices()
    {
        OrchestrationPlayer player = null!;
        player = new OrchestrationPlayer(
            Claim,
            (_, _) =>
            {
                player.Orchestrator = context => context.WaitForExternalEvent<object?>(Signal);
                return Task.FromResult(ClaimStep.Watch);
            },
            () => Task.FromResult(1));

        await player.ToEndAsync();

        Assert.Equal(OrchestrationStatus.Failed, player.End!.OrchestrationStatus);
        Assert.EndsWith("NonDeterministicOrchestrationException", player.End.FailureDetails.ErrorType, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> PlayAsync(params ClaimStep[] results)
    {
        var left = new Queue<ClaimStep>(results);
        var player = Create(left, signalsAtOnce: 1);
        await player.ToEndAsync();
        Assert.Equal(OrchestrationStatus.Completed, player.End!.OrchestrationStatus);
        Assert.Empty(left);
        Assert.Empty(player.Timers);
        return player.Script;
    }

    private static OrchestrationPlayer Create(Queue<ClaimStep> results, int signalsAtOnce) =>
        new(Claim, (_, _) => Task.FromResult(results.Dequeue()), () => Task.FromResult(signalsAtOnce));
}
