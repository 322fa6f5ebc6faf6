namespace LaunchAgent.Tests.Support;

/// <summary>The calls that went by a proxy, those without an answer included.</summary>
public sealed class CallLog
{
    private readonly Lock _changing = new();
    private readonly List<StorageCall> _calls = [];
    private long _last;

    /// <summary>All calls since the start or the last <see cref="Clear"/>, in their order.</summary>
    public IReadOnlyList<StorageCall> Calls
    {
        get
        {
            lock (_changing)
                return [.. _calls];
        }
    }

    /// <summary>How many calls of each kind there were for each maker, in a fixed order.</summary>
    public IReadOnlyList<(Maker Maker, string Kind, int Count)> Counts() =>
        [.. Calls.CountBy(call => (call.Maker, call.Kind)).Select(count => (count.Key.Maker, count.Key.Kind, count.Value)).Order()];

    /// <summary>Forgets all calls; numbers go on.</summary>
    public void Clear()
    {
        lock (_changing)
            _calls.Clear();
    }

    /// <summary>
    /// Writes a line for each call, with tabs between number, time, side, maker, kind, size, status, milliseconds, fault and address.
    /// </summary>
    public Task WriteAsync(string file) => File.WriteAllLinesAsync(file, Calls.Select(call => call.ToString()));

    internal void Add(StorageCall call)
    {
        lock (_changing)
        {
            call.Number = ++_last;
            call.At = DateTimeOffset.UtcNow;
            _calls.Add(call);
        }
    }
}
