using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.DurableTask.Protobuf;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>Plays the orchestration of a claim with its real activities over tables in memory.</summary>
internal sealed class ClaimReplay
{
    private readonly TestApp _app;
    private int _signals;

    public ClaimReplay(TestApp app, ClaimedLaunch claim)
    {
        _app = app;
        Player = new OrchestrationPlayer(claim, RunAsync, SignalAsync);
    }

    /// <summary>What plays it.</summary>
    public OrchestrationPlayer Player { get; }

    /// <summary>How often an activity that succeeds is run before its result is kept: a host that dies in between runs it again.</summary>
    public int RunsPerActivity { get; init; } = 1;

    /// <summary>Called before each signal with its number, from 1: the world may move on.</summary>
    public Func<int, Task> BeforeSignal { get; init; } = _ => Task.CompletedTask;

    /// <summary>How many signals there are for each one that is needed.</summary>
    public int SignalsAtOnce { get; init; } = 1;

    /// <summary>Whether an activity is under way now, and not the world around it.</summary>
    public bool IsInActivity { get; private set; }

    public async Task ToEndAsync()
    {
        await Player.ToEndAsync();
        Assert.Equal(OrchestrationStatus.Completed, Player.End!.OrchestrationStatus);
    }

    private async Task<int> SignalAsync()
    {
        await BeforeSignal(++_signals);
        return SignalsAtOnce;
    }

    private async Task<ClaimStep> RunAsync(string activity, ClaimedLaunch claim)
    {
        IsInActivity = true;
        try
        {
            var step = ClaimStep.Watch;
            for (var runs = 0; runs < RunsPerActivity; runs++)
                step = await RunOnceAsync(activity, claim);
            return step;
        }
        finally
        {
            IsInActivity = false;
        }
    }

    private Task<ClaimStep> RunOnceAsync(string activity, ClaimedLaunch claim) => activity == nameof(StartAttempt)
        ? _app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None)
        : _app.Create<AdvanceLaunch>().RunAsync(claim, CancellationToken.None);
}
