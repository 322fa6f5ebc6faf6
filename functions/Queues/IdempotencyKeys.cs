using Azure.Data.Tables;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>What happens to a launch whose idempotency key was used before in its queue: it is the first one that used it.</summary>
public sealed class IdempotencyKeys(LaunchTables tables, TimeProvider time)
{
    private const string Mismatch = "idempotency_mismatch";

    /// <summary>
    /// The first launch that used a key; null when nobody did. When it was submitted with another body, it gets a warning: a queue
    /// message has nobody to answer to.
    /// </summary>
    public async Task<LaunchId?> FindFirstAsync(KeyRow asked, CancellationToken cancellationToken)
    {
        if (await tables.Launches.FindAsync(asked.Id.Partition, RowKeys.Key(asked.Key), cancellationToken) is not { } row)
            return null;

        var first = KeyRow.From(row, asked.Key);
        if (first.Id != asked.Id && first.BodyHash != asked.BodyHash)
            await WarnAsync(first.Id, cancellationToken);
        return first.Id;
    }

    private async Task WarnAsync(LaunchId id, CancellationToken cancellationToken)
    {
        while (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is { } row)
        {
            var launch = LaunchRow.From(row);
            if (launch.Warnings.Any(warning => warning.Code == Mismatch))
                return;

            var warning = new Warning(
                Mismatch, "agent", "Another message with the same idempotency key had another body; it was not run.", time.GetUtcNow());
            var merged = new TableEntity(id.Partition, RowKeys.Launch(id)) { ["warnings"] = RowJson.Of<IReadOnlyList<Warning>>([.. launch.Warnings, warning]) };
            var committed = await tables.Launches.CommitAsync(
                [new TableTransactionAction(TableTransactionActionType.UpdateMerge, merged, launch.ETag)], cancellationToken);
            if (committed.IsCommitted)
                return;
        }
    }
}
