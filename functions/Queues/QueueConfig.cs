namespace LaunchAgent.Functions.Queues;

/// <summary>What a person configures of a run queue; stored whole in the queue's header row.</summary>
public sealed record QueueConfig
{
    /// <summary>No limit: as many launches at once as there are.</summary>
    public const int Unlimited = -1;

    /// <summary>Name of the executor its launches run on unless they name one.</summary>
    public required string Executor { get; init; }

    /// <summary>Whether priorities decide the order; without them it is first in, first out. Default true.</summary>
    public bool Prioritization { get; init; } = true;

    /// <summary>The most launches that hold a slot at once; -1 is no limit.</summary>
    public int MaxConcurrency { get; init; } = Unlimited;

    /// <summary>Labels that every launch of the queue gets.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
