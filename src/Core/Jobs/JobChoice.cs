using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Core.Jobs;

/// <summary>What became of the job that a launch asks for.</summary>
/// <param name="Job">The version; null when it asks for none, or there is none.</param>
/// <param name="Problem">Why there is none; null otherwise.</param>
public sealed record JobChoice(Job? Job, Problem? Problem)
{
    /// <summary>The launch asks for no job.</summary>
    public static readonly JobChoice None = new(null, null);
}
