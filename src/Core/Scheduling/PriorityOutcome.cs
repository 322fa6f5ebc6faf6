namespace LaunchAgent.Core.Scheduling;

/// <summary>What became of a request for another priority.</summary>
public enum PriorityOutcome
{
    /// <summary>The launch has the priority.</summary>
    Changed,

    /// <summary>There is no such launch.</summary>
    Unknown,

    /// <summary>It was claimed or has ended: it stands in no line.</summary>
    NotWaiting,

    /// <summary>Its queue is first in, first out.</summary>
    NotPrioritized,
}
