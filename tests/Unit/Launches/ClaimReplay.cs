using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>
/// Plays the orchestration of a claim with its real activities over tables in memory. The orchestrator runs from its start before
/// every step, as on a host that died after the step before.
/// </summary>
internal sealed class ClaimReplay(TestApp app, ClaimedLaunch claim)
{
    private const int MostSteps = 200;

    private readonly List<RecordedStep> _record = [];

    /// <summary>How often an activity that succeeds is run before its result is kept: a host that dies in between runs it again.</summary>
    public int RunsPerActivity { get; init; } = 1;

    /// <summary>Called before each signal with its number, from 1: the world may move on.</summary>
    public Func<int, Task> BeforeSignal { get; init; } = _ => Task.CompletedTask;

    /// <summary>How many signals there are for each one that is needed.</summary>
    public int SignalsAtOnce { get; init; } = 1;

    /// <summary>Whether an activity is under way now, and not the world around it.</summary>
    public bool IsInActivity { get; private set; }

    /// <summary>The names of the steps that did not fail.</summary>
    public IReadOnlyList<string> Script => [.. _record.Where(step => step.Failure is null).Select(step => step.What)];

    public async Task ToEndAsync()
    {
        var buffered = 0;
        var signals = 0;
        while (_record.Count < MostSteps && await OpenAsync() is { } open)
        {
            if (open.StartsWith("activity", StringComparison.Ordinal))
            {
                await RunAsync(open);
                continue;
            }

            if (buffered == 0)
            {
                await BeforeSignal(++signals);
                buffered = SignalsAtOnce;
            }

            buffered--;
            _record.Add(new RecordedStep(open, null));
        }

        Assert.True(_record.Count < MostSteps, "The orchestration does not come to an end.");
    }

    private async Task<string?> OpenAsync()
    {
        var context = new ReplayingContext(claim, _record);
        var run = LaunchOrchestration.RunAsync(context);
        if (context.Open is null)
            await run;
        return context.Open;
    }

    private async Task RunAsync(string open)
    {
        IsInActivity = true;
        try
        {
            var step = ClaimStep.Watch;
            for (var runs = 0; runs < RunsPerActivity; runs++)
                step = await RunOnceAsync(open);
            _record.Add(new RecordedStep(open, step));
        }
        catch (InvalidOperationException dead)
        {
            _record.Add(new RecordedStep(open, null, dead));
        }
        finally
        {
            IsInActivity = false;
        }
    }

    private Task<ClaimStep> RunOnceAsync(string open) => open == $"activity {nameof(StartAttempt)}"
        ? app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None)
        : app.Create<DecideNext>().RunAsync(claim, app.Client.Object, CancellationToken.None);
}
