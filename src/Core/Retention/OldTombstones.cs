using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Recovery;

namespace LaunchAgent.Core.Retention;

/// <summary>
/// What executors remember of attempts that are long over. Once a day in each process: it is this machine's, so nobody else does it.
/// </summary>
public sealed class OldTombstones(ExecutorCatalog executors, RetentionOptions options, TimeProvider time) : IAgentRepair
{
    // A launch and what remembers its attempts do not go at the same minute; the key must be taken for as long as anybody may submit it.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    private readonly OnceADay _turn = new(time);

    /// <inheritdoc />
    public async Task HealAsync(CancellationToken cancellationToken)
    {
        if (options.Keep is not { } keep || !_turn.IsDue)
            return;

        foreach (var name in executors.Names)
            await executors.Get(name).PruneAsync(time.GetUtcNow() - keep - Margin, cancellationToken);
        _turn.Done();
    }
}
