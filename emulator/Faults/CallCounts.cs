using System.Collections.Concurrent;

namespace FunctionsEmulator.Faults;

/// <summary>How many calls there were, by scope and kind (<see cref="StorageCall.Kind"/>).</summary>
internal sealed class CallCounts
{
    private readonly ConcurrentDictionary<(string Scope, string Kind), int> _counts = new();

    public void Add(StorageCall call) => _counts.AddOrUpdate((call.Scope, call.Kind), 1, (_, count) => count + 1);

    /// <summary>Calls of a scope and a kind; null stands for any.</summary>
    public int Of(string? scope = null, string? kind = null) => _counts
        .Where(c => (scope is null || c.Key.Scope == scope) && (kind is null || c.Key.Kind == kind))
        .Sum(c => c.Value);

    /// <summary>All counts so far, in a fixed order.</summary>
    public IReadOnlyList<(string Scope, string Kind, int Count)> All() =>
        [.. _counts.OrderBy(c => c.Key).Select(c => (c.Key.Scope, c.Key.Kind, c.Value))];

    public void Reset() => _counts.Clear();
}
