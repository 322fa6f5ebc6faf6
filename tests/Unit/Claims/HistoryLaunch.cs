using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>A launch of a history.</summary>
/// <param name="Queue">Its run queue.</param>
/// <param name="Priority">Its priority; a queue without prioritisation counts all alike.</param>
/// <param name="Labels">What it asks of an agent.</param>
/// <param name="Elsewhere">Whether it runs on an executor without a limit.</param>
/// <param name="IsScheduler">Whether it counts as a sweep scheduler.</param>
/// <param name="DueIn">Seconds until it is due.</param>
internal sealed record HistoryLaunch(string Queue, Priority Priority, IReadOnlyList<string> Labels, bool Elsewhere, bool IsScheduler, int DueIn)
{
    public override string ToString() =>
        $"{Priority} launch of {Queue} [{string.Join(' ', Labels)}]{(Elsewhere ? ", elsewhere" : "")}{(IsScheduler ? ", scheduler" : "")}{(DueIn > 0 ? $", due in {DueIn} s" : "")}";
}
