namespace FunctionsEmulator.Faults;

/// <summary>What happens to a storage call that a rule picks.</summary>
internal enum FaultAction
{
    /// <summary>Nothing; the rule only counts.</summary>
    Count,

    /// <summary>It is not sent, and fails as on a broken connection.</summary>
    Fail,

    /// <summary>It is sent after a while.</summary>
    Delay,

    /// <summary>It is not sent, and answered 503 ServerBusy.</summary>
    Busy,

    /// <summary>It takes effect, but the answer is lost.</summary>
    LoseAnswer,

    /// <summary>The process is killed, and it is not sent.</summary>
    KillBefore,

    /// <summary>It takes effect, and the process is killed.</summary>
    KillAfter,
}
