using System.Diagnostics.CodeAnalysis;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>What a queue message's body turned out to be.</summary>
/// <param name="Text">Text to parse; null if there is a problem.</param>
/// <param name="Problems">Why it could not be decoded; empty if it could.</param>
public sealed record DecodedBody(string? Text, IReadOnlyList<Problem> Problems)
{
    /// <summary>Whether there is text to parse.</summary>
    [MemberNotNullWhen(true, nameof(Text))]
    public bool IsDecoded => Text is not null;
}
