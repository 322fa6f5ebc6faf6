using System.Collections.Concurrent;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Attempts;

/// <summary>
/// Has a signal raised once for each change, and again only after a growing wait while what it asks for has not happened: each signal costs a
/// message and an episode of the orchestration. Again it must be, because the engine drops a signal to an instance that has no history yet, which is so
/// after a kill. It lives in one process and forgets nothing that counts: another process raises it anew.
/// </summary>
public sealed class SignalPace
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(LaunchId, int), Raised> _raised = new();

    /// <summary>Whether what a claim demands was not signalled yet, or so long ago that it is worth another signal.</summary>
    public bool IsDue(SlotRow slot, LaunchAction demand, AttemptObservation seen, DateTimeOffset now) =>
        !_raised.TryGetValue(KeyOf(slot), out var last) || last.Change != ChangeOf(slot, demand, seen) || last.At + last.Wait <= now;

    /// <summary>Notes that it was signalled, or refused: an orchestration that is over is not asked at every look either.</summary>
    public void Note(SlotRow slot, LaunchAction demand, AttemptObservation seen, DateTimeOffset now)
    {
        var change = ChangeOf(slot, demand, seen);
        _raised.AddOrUpdate(
            KeyOf(slot), _ => new Raised(change, now, First), (_, last) => new Raised(change, now, last.Change == change ? Longer(last.Wait) : First));
    }

    /// <summary>Forgets all claims but these.</summary>
    public void Keep(IEnumerable<SlotRow> slots)
    {
        var kept = slots.Select(KeyOf).ToHashSet();
        foreach (var gone in _raised.Keys.Where(key => !kept.Contains(key)))
            _raised.TryRemove(gone, out _);
    }

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < Longest ? wait * 2 : Longest;

    private static (LaunchId, int) KeyOf(SlotRow slot) => (slot.Id, slot.Claim);

    private static Change ChangeOf(SlotRow slot, LaunchAction demand, AttemptObservation seen) =>
        new(demand.GetType(), seen.Phase, slot.State, slot.DesiredState, slot.Terms.Force);

    private sealed record Change(Type Demand, AttemptPhase Phase, LaunchState State, DesiredState Desired, bool Force);

    private sealed record Raised(Change Change, DateTimeOffset At, TimeSpan Wait);
}
