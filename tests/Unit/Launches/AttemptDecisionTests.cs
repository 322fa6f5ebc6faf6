using LaunchAgent.Contracts;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Launches;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class AttemptDecisionTests
{
    [Theory]
    [InlineData(AttemptPhase.Unknown)]
    [InlineData(AttemptPhase.Starting)]
    [InlineData(AttemptPhase.Running)]
    public void OutcomeOf_UnderWay_IsNone(AttemptPhase phase)
    {
        Assert.Null(AttemptDecision.OutcomeOf(new AttemptObservation(phase)));
        Assert.False(AttemptDecision.DemandsAction(new AttemptObservation(phase)));
    }

    [Fact]
    public void OutcomeOf_ExitCodeZero_IsFinished() =>
        Assert.Equal(new LaunchOutcome(LaunchState.Finished, null), AttemptDecision.OutcomeOf(new AttemptObservation(AttemptPhase.Exited, ExitCode: 0)));

    [Fact]
    public void OutcomeOf_OtherExitCode_IsFailedAndSaysIt()
    {
        var outcome = AttemptDecision.OutcomeOf(new AttemptObservation(AttemptPhase.Exited, ExitCode: 3))!;

        Assert.Equal(LaunchState.Failed, outcome.State);
        Assert.Equal("exit_code", outcome.Error!.Code);
        Assert.Contains("3", outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OutcomeOf_Lost_IsCrashedBecauseTheInfrastructureDidIt() =>
        Assert.Equal(LaunchState.Crashed, AttemptDecision.OutcomeOf(new AttemptObservation(AttemptPhase.Lost))!.State);

    [Fact]
    public void DemandsAction_ExactlyWhenThereIsAnOutcome() => Assert.All(
        Enum.GetValues<AttemptPhase>().Select(phase => new AttemptObservation(phase, ExitCode: 1)),
        seen => Assert.Equal(AttemptDecision.OutcomeOf(seen) is not null, AttemptDecision.DemandsAction(seen)));
}
