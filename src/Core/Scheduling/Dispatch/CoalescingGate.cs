namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>Lets one caller in and remembers that others came: the one inside then goes round once more for all of them.</summary>
public sealed class CoalescingGate
{
    private const int Free = 0;
    private const int Busy = 1;
    private const int BusyAndAsked = 2;

    private int _state = Free;

    /// <summary>Enters; or, when somebody is inside, asks them for another round and returns false.</summary>
    public bool TryEnter()
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Busy, Free) == Free)
                return true;
            if (Interlocked.CompareExchange(ref _state, BusyAndAsked, Busy) is Busy or BusyAndAsked)
                return false;
        }
    }

    /// <summary>Ends a round: true when somebody asked for another one meanwhile, else the caller has left.</summary>
    public bool GoAgain()
    {
        if (Interlocked.CompareExchange(ref _state, Free, Busy) == Busy)
            return false;
        Volatile.Write(ref _state, Busy);
        return true;
    }

    /// <summary>Leaves after an error; requests of others are left to the next one who comes.</summary>
    public void Abandon() => Volatile.Write(ref _state, Free);
}
