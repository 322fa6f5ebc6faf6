using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Retention;

/// <summary>
/// Removes everything of a launch that has ended. Its own row goes last: whoever dies before that leaves a launch that is found and removed again.
/// </summary>
public sealed class LaunchRemoval(LaunchTables tables, TextBlobs texts, OutputBlobs outputs, ITaskHub hub, AgentOptions self, AgentDirectory agents, AgentNotifier others)
{
    /// <summary>Removes blobs, orchestrations and rows. Safe to repeat.</summary>
    public async Task RemoveAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        var id = launch.Id;
        foreach (var text in new[] { launch.Submitted, launch.Resolved, launch.Problems, launch.Result ?? "" })
            await texts.DeleteAsync(text, cancellationToken);
        for (var attempt = 1; attempt <= launch.Attempt; attempt++)
            await outputs.DeleteAsync(id.AttemptKey(attempt), cancellationToken);

        var events = await tables.Launches.QueryPrefixAsync(id.Partition, RowKeys.EventPrefix(id), maximumRows: null, cancellationToken);
        await PurgeAsync(launch, [.. events.Select(row => row.GetText("by")).OfType<string>().Distinct(StringComparer.Ordinal)], cancellationToken);

        var attempts = await tables.Launches.QueryPrefixAsync(id.Partition, RowKeys.AttemptPrefix(id), maximumRows: null, cancellationToken);
        await tables.Launches.DeleteAllAsync(id.Partition, events.Concat(attempts).Select(row => row.RowKey), cancellationToken);
        await DeleteKeyAsync(launch, cancellationToken);
        await tables.Launches.DeleteAllAsync(id.Partition, [RowKeys.Launch(id)], cancellationToken);
    }

    /// <summary>Purges the orchestrations that a launch had in this agent's hub.</summary>
    public async Task PurgeOwnAsync(string launchId, int claims, CancellationToken cancellationToken)
    {
        for (var claim = 1; claim <= claims; claim++)
            await hub.PurgeAsync(launchId, claim, cancellationToken);
    }

    // Other agents have hubs of their own. One that is gone has nobody who could.
    private async Task PurgeAsync(LaunchRow launch, IReadOnlyList<string> actors, CancellationToken cancellationToken)
    {
        await PurgeOwnAsync(launch.Id.ToString(), launch.Claims, cancellationToken);
        foreach (var name in actors.Where(actor => actor != self.Name))
        {
            if (await agents.FindAsync(name, cancellationToken) is { } agent && !agents.IsSilent(agent))
                await others.SendAsync(name, Wakeup.ToPurge(launch.Id, launch.Claims), cancellationToken);
        }
    }

    // Only when it is this launch's: the key may have been used again since.
    private async Task DeleteKeyAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        if (launch.KeyRow is { } key
            && await tables.Launches.FindAsync(launch.Id.Partition, key, cancellationToken) is { } row
            && row.GetText("launch_id") == launch.Id.ToString())
        {
            await tables.Launches.CommitAsync(
                [new(TableTransactionActionType.Delete, new TableEntity(launch.Id.Partition, key), row.ETag)], cancellationToken);
        }
    }
}
