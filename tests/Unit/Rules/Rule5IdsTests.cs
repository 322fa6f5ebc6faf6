using LaunchAgent.Core;
using LaunchAgent.Core.Submission;
using LaunchAgent.Storage;
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
        Assert.StartsWith($"blob:{first.Id}/resolved/", (await app.ReadAsync(first.Id)).Resolved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongText_RowIsCommitted_ItsBlobIsThereAlready()
    {
        using var app = await TestApp.StartAsync();
        var found = new List<int>();
        app.Launches.After = operation =>
        {
            if (operation == "commit" && app.Launches.All.SingleOrDefault(row => row.RowKey.StartsWith(RowKeys.Launches, StringComparison.Ordinal)) is { } row)
                found.Add(app.Get<TextBlobs>().LoadAsync(row.GetRequired("resolved"), CancellationToken.None).GetAwaiter().GetResult().Length);
        };

        await app.SubmitAsync("m1", Long);

        Assert.InRange(Assert.Single(found), 31_000, int.MaxValue);
    }
}
