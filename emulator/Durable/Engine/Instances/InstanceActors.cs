using System.Collections.Concurrent;

namespace FunctionsEmulator.Durable.Instances;

/// <summary>The actors of the instances that have something to do. Ids count with regard to case.</summary>
internal sealed class InstanceActors(Func<string, InstanceActor> create)
{
    private readonly ConcurrentDictionary<string, InstanceActor> _actors = new(StringComparer.Ordinal);

    public void Post(string id, InstanceMessage message)
    {
        while (!_actors.GetOrAdd(id, create).TryPost(message))
        {
            // That actor is being removed; the next round gets a new one.
        }
    }

    /// <summary>Posts what only matters to an instance that is unfinished, and so has its actor.</summary>
    public void PostToLive(string id, InstanceMessage message)
    {
        if (_actors.TryGetValue(id, out var actor))
            actor.TryPost(message);
    }

    public void Remove(string id) => _actors.TryRemove(id, out _);
}
