using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Core.Submission;

/// <summary>What was found in a spec.</summary>
/// <param name="Problems">Everything that stands against it.</param>
/// <param name="Warnings">What it runs in spite of.</param>
public sealed record SpecFindings(IReadOnlyList<Problem> Problems, IReadOnlyList<Warning> Warnings)
{
    /// <summary>Nothing.</summary>
    public static SpecFindings None { get; } = new([], []);
}
