using Azure.Data.Tables;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Submission;

/// <summary>What happens to a launch whose idempotency key was used before in its queue: it is the first one that used it.</summary>
public sealed class IdempotencyKeys(LaunchTables tables, TimeProvider time)
{
    /// <summary>The code for a key that was used with two bodies.</summary>
    public const string Mismatch = "idempotency_mismatch";

    /// <summary>Who used a key first; null when nobody did.</summary>
    public async Task<KeyRow?> FindAsync(KeyRow asked, CancellationToken cancellationToken) =>
        await tables.Launches.FindAsync(asked.Id.Partition, RowKeys.Key(asked.Key), cancellationToken) is { } row
            ? KeyRow.From(row, asked.Key)
            : null;

    /// <summary>Warns the first launch that its key came with another body: a queue message has nobody to answer to. Once is enough.</summary>
    public async Task WarnAsync(LaunchId id, CancellationToken cancellationToken)
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
