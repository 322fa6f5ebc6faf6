namespace LaunchAgent.Tests.Support;

/// <summary>A rule in force, with its count.</summary>
public sealed class ArmedRule
{
    private readonly TaskCompletionSource<StorageCall> _fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;

    internal ArmedRule(FaultRule rule) => Rule = rule;

    public FaultRule Rule { get; }

    /// <summary>How many calls matched so far, hit or not.</summary>
    public int Seen => Volatile.Read(ref _seen);

    /// <summary>The first call that was hit, once that is done: whoever was to be killed is dead. It fails if the kill failed.</summary>
    public Task<StorageCall> Fired => _fired.Task;

    /// <summary>Counts a call if it matches, and says whether it is to be hit.</summary>
    internal bool Take(StorageCall call)
    {
        if (Rule.When?.Invoke(call) == false)
            return false;
        var before = _seen++;
        return before >= Rule.Call - 1 && before - (Rule.Call - 1) < Rule.Times;
    }

    internal void Done(StorageCall call) => _fired.TrySetResult(call);

    internal void Failed(Exception exception) => _fired.TrySetException(exception);
}
