namespace LaunchAgent.Contracts.Launches;

/// <summary>Who is done when a wait ends.</summary>
/// <param name="Done">The launches that are final.</param>
/// <param name="Pending">Ids of the others.</param>
/// <param name="TimedOut">Whether the time was over before what was waited for came true.</param>
public sealed record WaitResult(IReadOnlyList<WaitedLaunch> Done, IReadOnlyList<string> Pending, bool TimedOut);
