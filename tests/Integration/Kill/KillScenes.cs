using System.Collections.Concurrent;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>Apps that are up and have nothing to do, for the next run: a start of host and worker takes longer than a launch.</summary>
public sealed class KillScenes : IAsyncLifetime
{
    private readonly ConcurrentBag<KillScene> _free = [];

    /// <summary>The calls of a launch that nobody disturbs.</summary>
    internal IReadOnlyList<StorageCall> Calls { get; private set; } = [];

    public async Task InitializeAsync() => Calls = await KillRun.MeasureAsync(this);

    public async Task DisposeAsync()
    {
        foreach (var scene in _free)
            await scene.DisposeAsync();
    }

    /// <summary>One that is free, or a new one; those with the locks of production are always new.</summary>
    internal async Task<KillScene> TakeAsync(bool realLocks) => !realLocks && _free.TryTake(out var settled) ? settled : await KillScene.StartAsync(realLocks);

    /// <summary>Keeps it for the next run, if it is in order.</summary>
    internal async Task GiveBackAsync(KillScene scene, bool inOrder)
    {
        if (inOrder)
            _free.Add(scene);
        else
            await scene.DisposeAsync();
    }
}
