using LaunchAgent.Core;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Rules;

/// <summary>Rule 8: healing never scans launch rows, and no decision counts what waits.</summary>
public sealed class Rule8ScansTests
{
    private const int Waiting = 300;

    [Fact]
    public async Task Reconcile_ManyLaunches_ReadsNoRangeOfLaunchAttemptOrEventRows()
    {
        // The daily removal of old launches must read them, and is bounded by itself.
        using var app = await TestApp.StartAsync(maxConcurrency: 5, settings: new Dictionary<string, string> { ["LAUNCH_RETENTION_DAYS"] = "0" });
        await SubmitManyAsync(app);
        var ranges = new List<(string From, string To)>();
        app.Launches.Queried = (from, to, _) => ranges.Add((from, to));

        await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.NotEmpty(ranges);
        foreach (var rows in new[] { RowKeys.Launches, RowKeys.Attempts, RowKeys.Events })
            Assert.DoesNotContain(ranges, range => Overlaps(range, rows));
    }

    // With room for five, what is read does not grow with what waits; the sixth tells that there are more.
    [Fact]
    public async Task Claim_ManyWaiting_ReadsOneDueRowMoreThanItCouldClaim()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 5);
        await SubmitManyAsync(app);
        var most = 0;
        app.Launches.Queried = (from, _, rows) => most = from.StartsWith(RowKeys.DueRows, StringComparison.Ordinal) ? Math.Max(most, rows) : most;

        var result = await app.Get<ClaimEngine>().ClaimAsync(QueueNames.Default, CancellationToken.None);

        Assert.Equal((5, 6), (result.Claims.Count, most));
    }

    private static bool Overlaps((string From, string To) range, string prefix) =>
        string.CompareOrdinal(range.From, RowRange.EndOf(prefix)) < 0 && string.CompareOrdinal(range.To, prefix) > 0;

    private static async Task SubmitManyAsync(TestApp app)
    {
        for (var i = 0; i < Waiting; i++)
            await app.SubmitAsync($"m{i}");
    }
}
