namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>What dispatching was asked for since the last round began.</summary>
public sealed class PendingDispatches
{
    private readonly Lock _gate = new();
    private HashSet<string> _queues = new(StringComparer.Ordinal);
    private bool _isCapFreed;

    /// <summary>Notes that a queue is to be looked at.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="isLimitFreed">Whether a limit has room again, which concerns every queue.</param>
    public void Add(string queue, bool isLimitFreed)
    {
        lock (_gate)
        {
            _queues.Add(queue);
            _isCapFreed |= isLimitFreed;
        }
    }

    /// <summary>All that was noted; the next round begins with nothing.</summary>
    public (IReadOnlySet<string> Queues, bool IsLimitFreed) Take()
    {
        lock (_gate)
        {
            var taken = (_queues, _isCapFreed);
            (_queues, _isCapFreed) = (new(StringComparer.Ordinal), false);
            return taken;
        }
    }
}
