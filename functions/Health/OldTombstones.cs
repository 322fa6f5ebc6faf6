using LaunchAgent.Functions.Executors;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Functions.Health;

/// <summary>
/// What executors remember of attempts that are long over. Once a day in each process: it is this machine's, so nobody else does it.
/// </summary>
public sealed class OldTombstones(ExecutorCatalog executors, RetentionOptions options, TimeProvider time) : IAgentHealing
{
    // A launch and what remembers its attempts do not go at the same minute; the key must be taken for as long as anybody may submit it.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <inheritdoc />
    public async Task HealAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (options.Keep is not { } keep || now < _next)
            return;

        foreach (var name in executors.Names)
            await executors.Get(name).PruneAsync(now - keep - Margin, cancellationToken);
        _next = now + Pause;
    }
}
