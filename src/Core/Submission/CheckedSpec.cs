using System.Diagnostics.CodeAnalysis;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queues;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Core.Submission;

/// <summary>A spec with all that stands against it.</summary>
/// <param name="Parsed">The spec as it was read.</param>
/// <param name="Header">Its queue; null when there is none.</param>
/// <param name="Problems">Everything that is wrong; empty when it can be launched.</param>
public sealed record CheckedSpec(ParsedSpec Parsed, QueueHeader? Header, IReadOnlyList<Problem> Problems)
{
    /// <summary>What it runs in spite of.</summary>
    public IReadOnlyList<Warning> Warnings { get; init; } = Parsed.Warnings;

    /// <summary>The spec, when nothing stands against it.</summary>
    public LaunchSpec? Spec => IsGood ? Parsed.Spec : null;

    /// <summary>The version of the job that it asks for; null is none.</summary>
    public Job? Job { get; init; }

    /// <summary>Whether it can be launched.</summary>
    [MemberNotNullWhen(true, nameof(Header), nameof(Spec))]
    public bool IsGood => Problems.Count == 0;
}
