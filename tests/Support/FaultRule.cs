namespace LaunchAgent.Tests.Support;

/// <summary>Which process a rule kills.</summary>
public enum KillTarget
{
    Worker,
    Host,
    Both,
}

/// <summary>What happens to a call that a rule picks.</summary>
public enum FaultAction
{
    /// <summary>It does not get to storage and is answered 500 InternalError.</summary>
    Fail,

    /// <summary>It does not get to storage and is answered 503 ServerBusy with Retry-After.</summary>
    Busy,

    /// <summary>It does not get to storage; its connection breaks.</summary>
    Break,

    /// <summary>It gets to storage after <see cref="FaultRule.Time"/>.</summary>
    Delay,

    /// <summary>It gets to storage once <see cref="FaultProxy.Release"/> is called, if its sender waits so long.</summary>
    Hang,

    /// <summary>It takes effect; its connection breaks instead of an answer.</summary>
    LoseAnswer,

    /// <summary>
    /// <see cref="FaultRule.Target"/> is dead before it gets to storage, which it does only if it comes from another process.
    /// </summary>
    KillBefore,

    /// <summary>It takes effect, and <see cref="FaultRule.Target"/> is dead before it is answered.</summary>
    KillAfter,

    /// <summary>
    /// Deleting a message does not get to storage but is answered so, and the very same message becomes visible again: once for each
    /// message, after which it can be deleted. To any other call nothing happens.
    /// </summary>
    DeliverTwice,
}

/// <summary>Which calls to hit, and how.</summary>
/// <param name="Action">What happens to them.</param>
/// <param name="When">Which calls are counted; null means all. It is asked under a lock, so it only looks at the call.</param>
public sealed record FaultRule(FaultAction Action, Func<StorageCall, bool>? When = null)
{
    /// <summary>The first call to hit, counted from 1 among those that match from arming on.</summary>
    public int Call { get; init; } = 1;

    /// <summary>How many matching calls to hit from there on.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How long <see cref="FaultAction.Delay"/> waits, or <see cref="FaultAction.Busy"/> asks to wait (whole seconds).</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Who is killed.</summary>
    public KillTarget Target { get; init; } = KillTarget.Both;

    /// <summary>Delivers every message of a queue twice, the engine's included; null means all queues.</summary>
    public static FaultRule DeliverTwice(string? queue = null) =>
        new(FaultAction.DeliverTwice, call => call.Operation == "DeleteMessage" && (queue is null || queue == call.Resource))
        {
            Times = int.MaxValue,
        };

    internal bool Kills(Side side) => Action is FaultAction.KillBefore or FaultAction.KillAfter
        && Target switch { KillTarget.Worker => side == Side.Worker, KillTarget.Host => side == Side.Host, _ => true };
}
