using Azure;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>The storage calls of a history: each waits for its turn and goes wrong when its step says so. What was called is noted for people to read.</summary>
internal sealed class HistoryCalls(Scheduler scheduler, Func<int, string> nameOf)
{
    public const string Outage = "Storage does not answer.";

    private readonly Dictionary<int, (Fault? Fault, int Calls, int Commits)> _steps = [];
    private readonly List<Func<string>> _notes = [];

    /// <summary>The process whose call it is; null outside of steps.</summary>
    public int? Lane => scheduler.Current?.Number;

    /// <summary>All that was called, a line each.</summary>
    public string Notes => string.Join('\n', _notes.Select(note => note()));

    public void BeginStep(int lane, HistoryStep step)
    {
        _steps[lane] = (step.Fault, 0, 0);
        Note(step.ToString);
    }

    public async Task BeginAsync(Func<string> call)
    {
        if (scheduler.Current is not { } lane)
            return;

        await scheduler.TurnAsync();
        var (fault, calls, commits) = _steps[lane.Number];
        _steps[lane.Number] = (fault, calls + 1, commits);
        if (fault?.At == calls && fault.Kind == FaultKind.Dies)
        {
            Note(() => $"  {nameOf(lane.Number)} dies");
            lane.Die();
            await new TaskCompletionSource().Task;
        }

        Note(() => $"  {nameOf(lane.Number)}: {call()}");
        if (fault?.At == calls && fault.Kind == FaultKind.Refused)
            throw new RequestFailedException(503, Outage);
    }

    /// <summary>What becomes of the answer to a commit that took effect; null when it arrives.</summary>
    public FaultKind? FaultOfCommit()
    {
        if (Lane is not { } lane)
            return null;

        var (fault, calls, commits) = _steps[lane];
        _steps[lane] = (fault, calls, commits + 1);
        return fault is { Kind: FaultKind.AnswerLost or FaultKind.AnswerNeverCame } && fault.At == commits ? fault.Kind : null;
    }

    public void Note(Func<string> text) => _notes.Add(text);
}
