using System.Collections.Concurrent;

namespace FunctionsEmulator.Durable.Instances;

/// <summary>Lets clients wait for the next step of an instance.</summary>
internal sealed class InstanceChanges
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>A task that ends with the next step that is written after this call.</summary>
    public Task NextAsync(string id) =>
        _waiting.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Announce(string id)
    {
        if (_waiting.TryRemove(id, out var waiting))
            waiting.SetResult();
    }
}
