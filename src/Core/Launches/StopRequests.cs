using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Wakeups;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Launches;

/// <summary>
/// Asks launches to stop. A stop is what is wanted, written down, and then a wake-up: whoever runs the launch acts on the row. One
/// that waits is cancelled at once and never starts.
/// </summary>
public sealed class StopRequests(
    LaunchTables tables, AgentOptions agent, WakeupQueue wakeups, AgentNotifier others, TimeProvider time, ILogger<StopRequests> logger)
{
    private const string By = "user";

    /// <summary>Asks for a stop. Returns the launch as it was found; null when there is none. Safe to repeat; a repetition may add force.</summary>
    public async Task<LaunchRow?> StopAsync(LaunchId id, bool force, CancellationToken cancellationToken)
    {
        var (launch, isToBeTold) = await WantAsync(id, force, cancellationToken);
        if (launch is not null && isToBeTold)
            await TellAsync(launch, cancellationToken);
        return launch;
    }

    /// <summary>Writes down that a launch is to stop. Returns it as it was found, and whether its agent is to be told.</summary>
    public async Task<(LaunchRow? Launch, bool IsToBeTold)> WantAsync(LaunchId id, bool force, CancellationToken cancellationToken)
    {
        ETag? seen = null;
        while (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is { } row)
        {
            var launch = LaunchRow.From(row);
            if (launch.State.IsFinal())
                return (launch, false);

            // Refused: it was claimed, released, retried or ended in between. What is true now decides.
            var isWithoutRows = seen == launch.ETag && await IsWithoutRowsAsync(launch, cancellationToken);
            seen = launch.ETag;
            var committed = await tables.Launches.CommitAsync(ActionsFor(launch, isWithoutRows, force), cancellationToken);
            if (!committed.IsCommitted)
                continue;

            logger.StopWanted(id.ToString(), force);
            if (isWithoutRows)
                logger.StoppedWithoutRows(id.ToString());
            return (launch, !isWithoutRows && launch.IndexKey is null);
        }

        return (null, false);
    }

    /// <summary>Has the agent of a launch look at what is wanted. Whoever holds the claim raises its signal: nobody else can, its orchestration is in another hub.</summary>
    public Task TellAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        var wakeup = new Wakeup(WakeupKind.Look);
        return launch.Agent is null || launch.Agent == agent.Name
            ? wakeups.SendAsync(wakeup, TimeSpan.Zero, cancellationToken)
            : others.SendAsync(launch.Agent, wakeup, cancellationToken);
    }

    // Refused although it did not change: what says that it waits or is claimed is not there. Any such row would be written together with the launch.
    private async Task<bool> IsWithoutRowsAsync(LaunchRow launch, CancellationToken cancellationToken) =>
        await tables.Launches.FindAsync(
            launch.Id.Partition, launch.IndexKey ?? RowKeys.Slot(launch.Id, launch.Claims), cancellationToken) is null;

    private TableTransactionAction[] ActionsFor(LaunchRow launch, bool isWithoutRows, bool force) => (isWithoutRows, launch.IndexKey) switch
    {
        (true, _) => Cancel(launch),
        (_, { } index) => [new(TableTransactionActionType.Delete, new TableEntity(launch.Id.Partition, index), ETag.All), .. Cancel(launch)],
        _ => StopClaimed(launch, force),
    };

    private TableTransactionAction[] Cancel(LaunchRow launch)
    {
        var now = time.GetUtcNow();
        var id = launch.Id;
        return
        [
            new(
                TableTransactionActionType.UpdateMerge,
                new TableEntity(id.Partition, RowKeys.Launch(id))
                {
                    ["desired_state"] = WireName.Of(DesiredState.Stop),
                    ["state"] = WireName.Of(LaunchState.Cancelled),
                    ["index_key"] = "",
                    ["ended_at"] = now,
                },
                launch.ETag),
            LaunchEvents.Record(id, launch.Claims, LaunchState.Cancelled, now, By),
        ];
    }

    private static TableTransactionAction[] StopClaimed(LaunchRow launch, bool force)
    {
        TableEntity Wanted(string key)
        {
            var row = new TableEntity(launch.Id.Partition, key) { ["desired_state"] = WireName.Of(DesiredState.Stop) };
            if (force)
                row["force"] = true;
            return row;
        }

        return
        [
            new(TableTransactionActionType.UpdateMerge, Wanted(RowKeys.Launch(launch.Id)), ETag.All),
            new(TableTransactionActionType.UpdateMerge, Wanted(RowKeys.Slot(launch.Id, launch.Claims)), ETag.All),
        ];
    }
}
