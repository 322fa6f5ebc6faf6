namespace LaunchAgent.Contracts.Launches;

/// <summary>A launch that may be claimed, as its queue's index shows it.</summary>
/// <param name="Id">The launch.</param>
/// <param name="State">pending, or awaiting_retry after an attempt that ended.</param>
/// <param name="Priority">Its rank; all are equal in a queue without prioritisation.</param>
/// <param name="DueAt">When it may be, or might have been, claimed.</param>
/// <param name="Labels">What its agent must have.</param>
/// <param name="Executor">Where it will run.</param>
/// <param name="Attempt">Number of the attempt that a claim will work on.</param>
public sealed record DueLaunchView(
    string Id, LaunchState State, Priority Priority, DateTimeOffset DueAt, IReadOnlyList<string> Labels, string Executor, int Attempt);
