using Azure.Data.Tables;
using LaunchAgent.Core.Sweeps;
using LaunchAgent.Functions.Sweeps;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Tests.Unit.Sweeps;

public sealed class SweepTableTests
{
    [Fact]
    public async Task ListOpen_SweepsUnderWay_AreThoseOfThePartition()
    {
        using var app = await TestApp.StartAsync();
        foreach (var (partition, id) in new[] { ("open", "s1"), ("open", "s2"), ("all", "s3") })
            await app.Sweeps.CommitAsync([new(TableTransactionActionType.Add, new TableEntity(partition, id))], CancellationToken.None);

        Assert.Equal(["s1", "s2"], await app.Get<SweepTable>().ListOpenAsync(100, CancellationToken.None));
    }

    [Fact]
    public async Task Check_NoSweeps_CostsOneRead()
    {
        using var app = await TestApp.StartAsync();
        var operations = new List<string>();
        app.Sweeps.Before = operations.Add;

        await app.Create<SweepFunctions>().RunAsync(new TimerInfo(), CancellationToken.None);

        Assert.Equal(["query"], operations);
    }
}
