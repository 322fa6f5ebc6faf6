using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class LaunchStateMachineTests
{
    private static readonly DateTimeOffset Now = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Past = Now.AddSeconds(-1);
    private static readonly LaunchSnapshot Running = new(LaunchState.Running, DesiredState.Run, AttemptDeadlines.None, RetriesLeft: 0, LossesLeft: 3);
    private static readonly AttemptObservation Exit0 = new(AttemptPhase.Exited, ExitCode: 0);
    private static readonly AttemptObservation Exit3 = new(AttemptPhase.Exited, ExitCode: 3);
    private static readonly AttemptObservation Lost = new(AttemptPhase.Lost);
    private static readonly AttemptObservation Runs = new(AttemptPhase.Running);

    [Theory]
    [InlineData(AttemptPhase.Unknown)]
    [InlineData(AttemptPhase.Starting)]
    [InlineData(AttemptPhase.Running)]
    public void Decide_UnderWay_Waits(AttemptPhase phase) => Assert.IsType<LaunchAction.Wait>(Decide(Running, new AttemptObservation(phase)));

    [Fact]
    public void Decide_ExitCodeZero_EndsFinished() => Assert.Equal((LaunchState.Finished, null), End(Running, Exit0));

    [Fact]
    public void Decide_OtherExitCode_EndsFailedAndSaysIt()
    {
        var outcome = Assert.IsType<LaunchAction.End>(Decide(Running, Exit3)).Outcome;

        Assert.Equal((LaunchState.Failed, "exit_code"), (outcome.State, outcome.Error!.Code));
        Assert.Contains("3", outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_FailedWithRetriesLeft_RetriesAtTheAuthorsCost() =>
        Assert.False(Assert.IsType<LaunchAction.Retry>(Decide(Running with { RetriesLeft = 1 }, Exit3)).CountsAsLoss);

    [Fact]
    public void Decide_Lost_RetriesAtTheInfrastructuresCost() =>
        Assert.True(Assert.IsType<LaunchAction.Retry>(Decide(Running, Lost)).CountsAsLoss);

    [Fact]
    public void Decide_LostTooOften_EndsCrashedWhateverRetriesAreLeft() =>
        Assert.Equal((LaunchState.Crashed, "attempt_lost"), End(Running with { LossesLeft = 0, RetriesLeft = 5 }, Lost));

    [Fact]
    public void Decide_StopWanted_TellsTheAttemptOnce()
    {
        var wanted = Running with { DesiredState = DesiredState.Stop };

        Assert.Equal(new LaunchAction.Stop(StopCause.Requested), Decide(wanted, Runs));
        Assert.IsType<LaunchAction.Wait>(Decide(wanted with { State = LaunchState.Stopping }, Runs));
    }

    [Fact]
    public void Decide_StoppingAndGraceOver_StopsByForce() =>
        Assert.IsType<LaunchAction.Force>(Decide(Stopping(StopCause.Requested) with { Terms = AttemptDeadlines.None with { ForceAt = Past } }, Runs));

    [Fact]
    public void Decide_StoppingAndForceWanted_StopsByForceBeforeTheGraceIsOver() =>
        Assert.IsType<LaunchAction.Force>(Decide(Stopping(StopCause.Requested) with { Terms = AttemptDeadlines.None with { Force = true } }, Runs));

    [Theory]
    [InlineData(StopCause.Requested, LaunchState.Cancelled, null)]
    [InlineData(StopCause.RunTimeout, LaunchState.Failed, "run_timeout")]
    [InlineData(StopCause.StartTimeout, LaunchState.Crashed, "start_timeout")]
    public void Decide_EndedAfterItWasStopped_TheCauseOfTheStopDecides(StopCause cause, LaunchState state, string? code)
    {
        Assert.Equal((state, code), End(Stopping(cause) with { RetriesLeft = 5 }, Exit3));
        Assert.Equal((state, code), End(Stopping(cause), Exit0));
        Assert.Equal((state, code), End(Stopping(cause), new AttemptObservation(AttemptPhase.Unknown)));
    }

    // Order of truth: ended > stop > timeout.
    [Fact]
    public void Decide_SeveralThingsAtOnce_EndedBeforeStopBeforeTimeout()
    {
        var everything = Running with { DesiredState = DesiredState.Stop, Terms = AttemptDeadlines.None with { EndBy = Past, StartBy = Past } };

        Assert.Equal((LaunchState.Finished, null), End(everything, Exit0));
        Assert.Equal(new LaunchAction.Stop(StopCause.Requested), Decide(everything, Runs));
        Assert.Equal(new LaunchAction.Stop(StopCause.RunTimeout), Decide(everything with { DesiredState = DesiredState.Run }, Runs));
    }

    [Fact]
    public void Decide_FailedWhileAStopWasWanted_IsNotRetried() =>
        Assert.Equal((LaunchState.Failed, "exit_code"), End(Running with { DesiredState = DesiredState.Stop, RetriesLeft = 5 }, Exit3));

    [Theory]
    [InlineData(AttemptPhase.Unknown, true)]
    [InlineData(AttemptPhase.Starting, true)]
    [InlineData(AttemptPhase.Running, false)]
    public void Decide_StartDeadlinePassed_OnlyConcernsACommandThatDoesNotRunYet(AttemptPhase phase, bool stops) =>
        Assert.Equal(
            stops,
            Decide(Running with { State = LaunchState.Starting, Terms = AttemptDeadlines.None with { StartBy = Past } }, new AttemptObservation(phase))
                is LaunchAction.Stop { Cause: StopCause.StartTimeout });

    private static LaunchSnapshot Stopping(StopCause cause) => Running with
    {
        State = LaunchState.Stopping,
        DesiredState = cause == StopCause.Requested ? DesiredState.Stop : DesiredState.Run,
        Terms = AttemptDeadlines.None with { StopCause = cause, ForceAt = Now.AddSeconds(60) },
    };

    private static LaunchAction Decide(LaunchSnapshot facts, AttemptObservation seen) =>
        LaunchStateMachine.Decide(
            facts.State == LaunchState.Stopping && facts.Terms.StopCause == StopCause.None
                ? facts with { Terms = facts.Terms with { StopCause = StopCause.Requested } }
                : facts,
            seen,
            Now);

    private static (LaunchState State, string? Code) End(LaunchSnapshot facts, AttemptObservation seen)
    {
        var outcome = Assert.IsType<LaunchAction.End>(Decide(facts, seen)).Outcome;
        return (outcome.State, outcome.Error?.Code);
    }
}
