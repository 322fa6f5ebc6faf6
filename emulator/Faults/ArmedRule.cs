namespace FunctionsEmulator.Faults;

/// <summary>A rule in force, with its count.</summary>
internal sealed class ArmedRule(FaultRule rule)
{
    private int _seen;

    public FaultRule Rule => rule;

    /// <summary>How many calls matched so far, hit or not.</summary>
    public int Seen => Volatile.Read(ref _seen);

    /// <summary>How many calls were hit so far.</summary>
    public int Hits => Math.Clamp(Seen - rule.Call + 1, 0, rule.Times);

    /// <summary>Counts a call if it matches, and says whether it is to be hit.</summary>
    public bool Take(StorageCall call)
    {
        if (!rule.Matches(call))
            return false;
        var seen = Interlocked.Increment(ref _seen);
        return rule.Action != FaultAction.Count && seen >= rule.Call && seen - rule.Call < rule.Times;
    }
}
