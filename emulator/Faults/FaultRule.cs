using System.Text.RegularExpressions;

namespace FunctionsEmulator.Faults;

/// <summary>Which storage calls to hit, and how. Calls are those on the wire: a retry of the client is one more.</summary>
internal sealed record FaultRule
{
    public FaultAction Action { get; init; }

    /// <summary>The first call to hit, counted from 1 among those that match.</summary>
    public int Call { get; init; } = 1;

    /// <summary>How many matching calls to hit from there on.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Whether reads match too. Taking messages from a queue counts as a read: nothing is lost with it.</summary>
    public bool Reads { get; init; }

    /// <summary>A part of the address, case as it is; null matches all.</summary>
    public string? UriContains { get; init; }

    /// <summary>A pattern for the address; null matches all.</summary>
    public Regex? UriMatches { get; init; }

    /// <summary>A part of what is sent: a transaction names its tables and rows only there.</summary>
    public string? BodyContains { get; init; }

    /// <summary>Only calls of these scopes match; empty means all.</summary>
    public IReadOnlyList<string> OnlyScopes { get; init; } = [];

    /// <summary>Calls of these scopes never match.</summary>
    public IReadOnlyList<string> ExcludeScopes { get; init; } = [];

    /// <summary>How long <see cref="FaultAction.Delay"/> waits.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether the client repeats a failed call; if not, the caller sees what it would see after the last repetition.</summary>
    public bool Retriable { get; init; } = true;

    public bool Matches(StorageCall call) =>
        (Reads || call.Mutates)
        && (UriContains is null || call.Uri.Contains(UriContains, StringComparison.Ordinal))
        && (UriMatches is null || UriMatches.IsMatch(call.Uri))
        && (OnlyScopes.Count == 0 || OnlyScopes.Contains(call.Scope))
        && !ExcludeScopes.Contains(call.Scope)
        && (BodyContains is null || call.Body().Contains(BodyContains, StringComparison.Ordinal));
}
