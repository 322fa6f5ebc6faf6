using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using LaunchAgent.Tests.Integration.Azurite;

namespace LaunchAgent.Tests.Integration.Tables;

/// <summary>A table of its own for each test, on the run's Azurite.</summary>
internal static class TestTable
{
    public static async Task<TableClient> CreateAsync(params HttpPipelinePolicy[] policies)
    {
        var table = Client(policies);
        await table.CreateAsync();
        return table;
    }

    /// <summary>A client for a table that is not there yet.</summary>
    public static TableClient Client(params HttpPipelinePolicy[] policies) => new(AzuriteServer.ConnectionString, Name(), Options(policies));

    public static string Name() => $"t{Guid.NewGuid():n}";

    /// <summary>Options that retry as the real ones, without their waits.</summary>
    public static TableClientOptions Options(params HttpPipelinePolicy[] policies)
    {
        var options = new TableClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) } };
        foreach (var policy in policies)
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        return options;
    }
}
