using Azure.Data.Tables;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Integration.Storage;

public sealed class AzureTableTests : TableRules
{
    private protected override async Task<ITable> TableAsync()
    {
        var table = new AzureTable(new TableClient(AzuriteServer.ConnectionString, $"t{Guid.NewGuid():n}"));
        await table.CreateIfNotExistsAsync(CancellationToken.None);
        return table;
    }
}
