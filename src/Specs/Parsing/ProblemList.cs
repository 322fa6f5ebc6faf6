using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>Collects problems; the same problem at the same place counts once, and the list stays storable.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _items = [];
    private readonly HashSet<(string Pointer, string Code)> _seen = [];

    public IReadOnlyList<Problem> Items => _items;

    /// <summary>Nothing that is found now would be listed; a search that costs can end.</summary>
    public bool IsFull => _items.Count > SpecLimits.Problems;

    public void Add(string pointer, string code, string message, IReadOnlyList<string>? allowed = null)
    {
        if (IsFull || !_seen.Add((pointer, code)))
        {
            return;
        }

        _items.Add(_items.Count < SpecLimits.Problems
            ? new Problem(pointer, code, message, allowed)
            : new Problem("", ProblemCodes.TooManyProblems, "There are more problems than are listed here. Mend these and send it again."));
    }

    public bool Has(string pointer, string code) => _seen.Contains((pointer, code));

    /// <summary>Whether there is a problem at a place or below it.</summary>
    public bool HasWithin(string pointer) => _seen.Any(seen => seen.Pointer == pointer || seen.Pointer.StartsWith(pointer + "/", StringComparison.Ordinal));
}
