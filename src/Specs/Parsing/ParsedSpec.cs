using System.Diagnostics.CodeAnalysis;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>What became of a spec from outside.</summary>
/// <param name="Spec">The spec; null as soon as there is one problem.</param>
/// <param name="Problems">Everything that is wrong with it, in the order found.</param>
/// <param name="Warnings">What the launch runs in spite of.</param>
public sealed record ParsedSpec(LaunchSpec? Spec, IReadOnlyList<Problem> Problems, IReadOnlyList<Warning> Warnings)
{
    /// <summary>The part that could be read, also when there are problems: for further checks, and to name a rejected spec. Null if the text is not a JSON object.</summary>
    public LaunchSpec? Readable { get; init; } = Spec;

    /// <summary>Whether there is no problem.</summary>
    [MemberNotNullWhen(true, nameof(Spec))]
    public bool IsValid => Spec is not null;
}
