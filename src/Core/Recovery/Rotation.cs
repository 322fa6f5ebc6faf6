namespace LaunchAgent.Core.Recovery;

/// <summary>Bounds what one run looks at: the next run goes on behind the last one, so that everything gets its turn.</summary>
public sealed class Rotation
{
    private string _last = "";

    /// <summary>The next items in the order of their keys, at most <paramref name="count"/>, from the beginning again after the last.</summary>
    public IReadOnlyList<T> Next<T>(IEnumerable<T> items, Func<T, string> keyOf, int count)
    {
        var ordered = items.OrderBy(keyOf, StringComparer.Ordinal).ToList();
        var behind = ordered.FindIndex(item => string.CompareOrdinal(keyOf(item), _last) > 0);
        var from = Math.Max(behind, 0);
        T[] turn = [.. ordered.Skip(from).Concat(ordered.Take(from)).Take(count)];
        _last = turn.Length > 0 ? keyOf(turn[^1]) : "";
        return turn;
    }
}
