namespace LaunchAgent.Core.Wakeups;

/// <summary>
/// Spares messages: a look that was asked for and has not begun will see everything that happened until it begins. Lives in one process and
/// is only ever a saving; what it misses, the monitor loop sees.
/// </summary>
public sealed class ObserveRequests(TimeProvider time)
{
    // Another host of the same agent may take the message; then nobody tells this one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private long _askedAt;

    /// <summary>Whether to ask: false while an earlier request has not begun.</summary>
    public bool ShouldAsk()
    {
        var now = time.GetUtcNow().UtcTicks;
        var asked = Interlocked.Read(ref _askedAt);
        return now - asked >= Patience.Ticks && Interlocked.CompareExchange(ref _askedAt, now, asked) == asked;
    }

    /// <summary>A look begins, or a request could not be sent: what happens from now on needs another one.</summary>
    public void Begin() => Interlocked.Exchange(ref _askedAt, 0);
}
