using System.Diagnostics.CodeAnalysis;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Requests;

/// <summary>What became of the body of a request.</summary>
/// <param name="Value">What it asks for; null as soon as there is one problem.</param>
/// <param name="Problems">Everything that is wrong with it.</param>
public sealed record ParsedRequest<T>(T? Value, IReadOnlyList<Problem> Problems)
    where T : class
{
    /// <summary>Whether there is no problem.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsValid => Value is not null;
}
