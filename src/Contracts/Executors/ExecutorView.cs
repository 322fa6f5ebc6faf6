using System.Text.Json;

namespace LaunchAgent.Contracts.Executors;

/// <summary>A named place where attempts run.</summary>
public sealed record ExecutorView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is: process, kubernetes, pull, …</summary>
    public required string Type { get; init; }

    /// <summary>Its settings; secrets are references.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>How many it can run at once; null = any number.</summary>
    public int? Capacity { get; init; }

    /// <summary>How many run now.</summary>
    public int Running { get; init; }

    /// <summary>How many wait for it.</summary>
    public int Waiting { get; init; }

    /// <summary>Whether it answered when last asked.</summary>
    public Reachability? Reachable { get; init; }

    /// <summary>Whether new queues get it.</summary>
    public bool IsDefault { get; init; }
}
