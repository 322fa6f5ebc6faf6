using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Rules;

/// <summary>Rule 5: ids come from the message, blob names from ids, and a blob is there before the row that points to it.</summary>
public sealed class Rule5IdsTests
{
    private static readonly string Long = """{"command":["true"],"env":{"A":"XX"}}""".Replace("XX", new string('x', 31_000), StringComparison.Ordinal);

    [Fact]
    public async Task Message_DeliveredToTwoHostsAndAgain_IsOneLaunchWithTheSameBlobs()
    {
        using var app = await TestApp.StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other");

        var first = await app.SubmitAsync("m1", Long);
        other.Clock.Now += TimeSpan.FromMinutes(7);
        var again = await other.Get<Intake>().AcceptAsync(new RunItem("m1", TestApp.Noon, Long), CancellationToken.None);

        Assert.Equal(first.Id, again.Id);
        Assert.Equal((1, 1), (app.Count(RowKeys.Launches), app.Count(RowKeys.DueRows)));
        Assert.Equal($"blob:{first.Id}/resolved.json", (await app.ReadAsync(first.Id)).Resolved);
    }

    [Fact]
    public async Task LongText_RowIsCommitted_ItsBlobIsThereAlready()
    {
        using var app = await TestApp.StartAsync();
        var found = new List<bool>();
        app.Launches.Before = operation =>
        {
            if (operation == "commit")
                found.Add(Exists(app, LaunchId.Create(QueueCatalog.Default, TestApp.Noon, "m1")));
        };

        await app.SubmitAsync("m1", Long);

        Assert.Equal([true], found);
    }

    private static bool Exists(TestApp app, LaunchId id)
    {
        try
        {
            return app.Get<TextBlobs>().LoadAsync($"blob:{id}/resolved.json", CancellationToken.None).GetAwaiter().GetResult().Length > 0;
        }
        catch (Azure.RequestFailedException missing) when (missing.Status == 404)
        {
            return false;
        }
    }
}
