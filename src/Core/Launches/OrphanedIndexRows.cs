using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Launches;

/// <summary>Index rows without their launch. No transaction leaves one behind; should there be one all the same, every transaction that has it would fail.</summary>
public sealed class OrphanedIndexRows(LaunchTables tables, ILogger<OrphanedIndexRows> logger)
{
    /// <summary>Deletes an index row if its launch does not exist.</summary>
    /// <param name="id">The launch.</param>
    /// <param name="key">Key of the index row.</param>
    /// <param name="eTag">The row as it was read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether there was no launch.</returns>
    public async Task<bool> DropAsync(LaunchId id, string key, ETag eTag, CancellationToken cancellationToken)
    {
        if (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is not null)
            return false;

        logger.IndexWithoutLaunch(id.ToString());
        await tables.Launches.CommitAsync(
            [new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(id.Partition, key), eTag)], cancellationToken);
        return true;
    }
}
