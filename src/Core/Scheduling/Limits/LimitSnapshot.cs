namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>
/// What one round of dispatching knows of the limits. Each is read when it is first asked for, and again once this round wrote it and
/// left room in it. Rows only go away between a read and a write that succeeds, so an old answer is too careful and never too bold.
/// </summary>
public sealed class LimitSnapshot(LimitTable table)
{
    private readonly Dictionary<string, LimitState> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>The state of a limit; a limit of 0 is known without a call.</summary>
    public async ValueTask<LimitState> GetAsync(ConcurrencyLimit limit, CancellationToken cancellationToken)
    {
        if (limit.Limit == 0)
            return new LimitState(limit, Taken: 0, LastQueue: null, Header: null);
        if (_known.TryGetValue(limit.Key, out var known) && (known.Room == 0 || !_written.Contains(limit.Key)))
            return known;

        _written.Remove(limit.Key);
        return _known[limit.Key] = await table.ReadAsync(limit, cancellationToken);
    }

    /// <summary>Notes that claims were counted against a limit.</summary>
    public void Took(LimitState before, int claims)
    {
        _known[before.ConcurrencyLimit.Key] = before with { Taken = before.Taken + claims };
        _written.Add(before.ConcurrencyLimit.Key);
    }

    /// <summary>Notes that something was not as it was read.</summary>
    public void Forget() => _known.Clear();
}
