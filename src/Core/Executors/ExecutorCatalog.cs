using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Executors;

/// <summary>The executors of this deployment, by name.</summary>
public sealed class ExecutorCatalog(IEnumerable<IExecutor> executors)
{
    /// <summary>Name of the executor that runs processes on this machine.</summary>
    public const string Process = "process";

    private readonly Dictionary<string, IExecutor> _byName = executors.ToDictionary(executor => executor.Type, StringComparer.Ordinal);

    /// <summary>The names, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _byName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Finds an executor.</summary>
    public bool TryGet(string name, out IExecutor executor) => _byName.TryGetValue(name, out executor!);

    /// <summary>The executor of an attempt that was accepted for it.</summary>
    /// <exception cref="ExecutorException">This deployment has no such executor (any more).</exception>
    public IExecutor Get(string name) => TryGet(name, out var executor)
        ? executor
        : throw new ExecutorException("unknown_executor", $"This deployment has no executor '{name}'. It has: {string.Join(", ", Names)}.", retryable: false);
}
