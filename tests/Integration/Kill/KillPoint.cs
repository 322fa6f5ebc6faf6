namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>What happens at a storage call.</summary>
internal enum KillSide
{
    /// <summary>Host and worker are killed, and the call is not sent.</summary>
    Before,

    /// <summary>The call takes effect, and host and worker are killed.</summary>
    After,

    /// <summary>The call takes effect and its answer is lost; nobody is killed.</summary>
    AnswerLost,

    /// <summary>Nothing; but every message is delivered twice, the engine's included.</summary>
    MessagesTwice,
}

/// <summary>Where a launch is hit: at the n-th storage call that changes something on its behalf.</summary>
/// <param name="Call">The number n, from 1; 0 with <see cref="KillSide.MessagesTwice"/>.</param>
/// <param name="Side">What happens there.</param>
/// <param name="RealLocks">Whether the locks are those of production and not of seconds.</param>
internal sealed record KillPoint(int Call, KillSide Side, bool RealLocks = false)
{
    /// <summary>Whether host and worker die there.</summary>
    public bool Kills => Side is KillSide.Before or KillSide.After;

    /// <summary>
    /// Whether a call counts: all that changes something, by the app, the engine or the queue listener. Left out is what goes on without a launch:
    /// leases, the timers, the agent's heartbeat, the day's retention, and what the engine creates at its start.
    /// </summary>
    public static bool Counts(StorageCall call) => call.Mutates
        && call.Maker is Maker.App or Maker.Durable or Maker.Listener
        && !call.Operation.EndsWith("Lease", StringComparison.Ordinal)
        && !call.Operation.StartsWith("Create", StringComparison.Ordinal)
        && !call.Resource.EndsWith("Partitions", StringComparison.Ordinal)
        && !call.Resource.EndsWith("-applease", StringComparison.Ordinal)
        && !(call.Resource == "Directory" && (call.Url.Contains("'agents'", StringComparison.Ordinal) || call.Url.Contains("'retention'", StringComparison.Ordinal)));

    /// <summary>What the proxy is to do.</summary>
    public FaultRule ToRule() => Side switch
    {
        KillSide.Before => new FaultRule(FaultAction.KillBefore, Counts) { Call = Call },
        KillSide.After => new FaultRule(FaultAction.KillAfter, Counts) { Call = Call },
        KillSide.AnswerLost => new FaultRule(FaultAction.LoseAnswer, Counts) { Call = Call },
        _ => FaultRule.DeliverTwice(),
    };
}
