namespace LaunchAgent.Contracts.Launches;

/// <summary>Questions about <see cref="LaunchState"/>.</summary>
public static class LaunchStates
{
    /// <summary>Whether nothing can happen to the launch any more, except that it is kept and later deleted.</summary>
    public static bool IsFinal(this LaunchState state) => state >= LaunchState.Finished;
}
