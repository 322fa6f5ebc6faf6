using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Queues;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class LaunchOrchestrationTests
{
    private const string Start = "activity StartAttempt";
    private const string Decide = "activity DecideNext";
    private const string Signal = "event signal";

    private static readonly ClaimedLaunch Claim = new("12345678-0123456789012abcdef012345", 1, DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Run_AttemptEndsAtTheFirstSignal_IsTwoActivitiesAndOneEvent() =>
        Assert.Equal([Start, Signal, Decide], await PlayAsync(ClaimStep.Watch, null, ClaimStep.End));

    [Fact]
    public async Task Run_ClaimWasTakenAway_EndsAtOnce() => Assert.Equal([Start], await PlayAsync(ClaimStep.End));

    [Fact]
    public async Task Run_SignalsThatDemandNothing_DecidesAgainAtEachOfThem() =>
        Assert.Equal(
            [Start, Signal, Decide, Signal, Decide, Signal, Decide],
            await PlayAsync(ClaimStep.Watch, null, ClaimStep.Watch, null, ClaimStep.Watch, null, ClaimStep.End));

    [Fact]
    public async Task Run_ActivityGaveUp_TheOrchestrationFailsAndReconciliationStartsItAgain()
    {
        var context = new ReplayingContext(Claim, [.. Enumerable.Repeat(new RecordedStep(Start, null, new InvalidOperationException("storage is away")), 10)]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => LaunchOrchestration.RunAsync(context));
    }

    // The orchestrator is executed from its start after every step, as a host that crashed at any of them would.
    private static async Task<IReadOnlyList<string>> PlayAsync(params object?[] results)
    {
        var record = new List<RecordedStep>();
        while (true)
        {
            var context = new ReplayingContext(Claim, record);
            var run = LaunchOrchestration.RunAsync(context);
            if (context.Open is null)
            {
                await run;
                Assert.Equal(results.Length, record.Count);
                return [.. record.Select(step => step.What)];
            }

            Assert.False(run.IsCompleted);
            record.Add(new RecordedStep(context.Open, results[record.Count]));
        }
    }
}
