namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>What dispatching was asked for since the last round began.</summary>
public sealed class DispatchRequests
{
    private readonly Lock _gate = new();
    private HashSet<string> _queues = new(StringComparer.Ordinal);
    private bool _isCapFreed;

    /// <summary>Notes that a queue is to be looked at.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="isCapFreed">Whether a cap has room again, which concerns every queue.</param>
    public void Add(string queue, bool isCapFreed)
    {
        lock (_gate)
        {
            _queues.Add(queue);
            _isCapFreed |= isCapFreed;
        }
    }

    /// <summary>All that was noted; the next round begins with nothing.</summary>
    public (IReadOnlySet<string> Queues, bool IsCapFreed) Take()
    {
        lock (_gate)
        {
            var taken = (_queues, _isCapFreed);
            (_queues, _isCapFreed) = (new(StringComparer.Ordinal), false);
            return taken;
        }
    }
}
