namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>
/// What one round of dispatching knows of the caps. Each is read when it is first asked for, and again once this round wrote it and
/// left room in it. Rows only go away between a read and a write that succeeds, so an old answer is too careful and never too bold.
/// </summary>
public sealed class CapView(CapTable table)
{
    private readonly Dictionary<string, CapState> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>The state of a cap; a cap of 0 is known without a call.</summary>
    public async ValueTask<CapState> GetAsync(Cap cap, CancellationToken cancellationToken)
    {
        if (cap.Limit == 0)
            return new CapState(cap, Taken: 0, LastQueue: null, Header: null);
        if (_known.TryGetValue(cap.Key, out var known) && (known.Room == 0 || !_written.Contains(cap.Key)))
            return known;

        _written.Remove(cap.Key);
        return _known[cap.Key] = await table.ReadAsync(cap, cancellationToken);
    }

    /// <summary>Notes that claims were counted against a cap.</summary>
    public void Took(CapState before, int claims)
    {
        _known[before.Cap.Key] = before with { Taken = before.Taken + claims };
        _written.Add(before.Cap.Key);
    }

    /// <summary>Notes that something was not as it was read.</summary>
    public void Forget() => _known.Clear();
}
