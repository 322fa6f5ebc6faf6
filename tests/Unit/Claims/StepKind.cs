namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>What a process can do.</summary>
internal enum StepKind
{
    /// <summary>Records a new launch and dispatches its queue, as intake does.</summary>
    Submit,

    /// <summary>Gets the message of a launch once more.</summary>
    Redeliver,

    /// <summary>Dispatches a queue.</summary>
    Dispatch,

    /// <summary>Ends one of the agent's claims.</summary>
    End,

    /// <summary>Ends the attempt of one of the agent's claims; another one is due some seconds later.</summary>
    Retry,

    /// <summary>Asks a launch to stop.</summary>
    Stop,

    /// <summary>Gives a waiting launch another priority.</summary>
    Reprioritise,

    /// <summary>Pauses a queue.</summary>
    Pause,

    /// <summary>Resumes a queue.</summary>
    Resume,

    /// <summary>Gives a queue another limit.</summary>
    Limit,

    /// <summary>Gives a queue another limit for ten seconds.</summary>
    Override,

    /// <summary>Lets time pass.</summary>
    Wait,

    /// <summary>Releases what is due by now, and dispatches.</summary>
    Release,

    /// <summary>Looks for what hosts that died left behind.</summary>
    Heal,
}
