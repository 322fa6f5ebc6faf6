using Xunit.Abstractions;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>
/// The promise of the product: a host may die between any two instructions; once it is back, every launch goes on, no command has
/// been started twice, and nothing is left behind.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Points = 24;
    private const int AtOnce = 6;

    [Fact]
    public async Task Launch_NobodyDisturbsIt_LeavesNothingBehind()
    {
        var calls = await KillRun.MeasureAsync();

        output.WriteLine($"K = {calls.Count}: {string.Join(", ", calls.GroupBy(call => call.Scope).Select(scope => $"{scope.Key} {scope.Count()}"))}");
        foreach (var call in calls)
            output.WriteLine($"{call.Number} {call.Scope} {call.Kind}");
        Assert.Equal(KillPoint.Scopes.Order(), calls.Select(call => call.Scope).Distinct().Order());
    }

    [Theory]
    [InlineData(nameof(KillSide.Before))]
    [InlineData(nameof(KillSide.After))]
    public async Task Host_KilledAtPointsAllOverALaunch_FinishesItWithEachAttemptStartedOnce(string side)
    {
        var calls = (await KillRun.MeasureAsync()).Count;
        KillPoint[] points =
            [.. Enumerable.Range(0, Points).Select(i => new KillPoint(1 + (i * (calls - 1) / (Points - 1)), Enum.Parse<KillSide>(side)))];

        var results = await KillRun.HitAllAsync(points, AtOnce, result => output.WriteLine(result.ToString()));

        Assert.Empty(Failures(results));
        Assert.True(results.Count(result => result.Call is not null) >= Points * 3 / 4, "Too many points were not reached.");
    }

    [Fact]
    public async Task Shim_KilledAtEachPoint_CommandStartsAtMostOncePerKeyAndANewAttemptFinishes()
    {
        var results = await ShimKillRun.HitAllAsync(AtOnce, result => output.WriteLine(result.ToString()));

        Assert.All(results, result => Assert.Empty(result.Problems));
    }

    [FullTableFact]
    public async Task Host_HitAtEveryCallInEveryWay_FinishesTheLaunch()
    {
        var calls = await KillRun.MeasureAsync();
        KillPoint[] points =
        [
            .. Enumerable.Range(1, calls.Count).SelectMany(call =>
                new[] { KillSide.Before, KillSide.After, KillSide.AnswerLost }.Select(side => new KillPoint(call, side))),
            new KillPoint(0, KillSide.MessagesTwice),
        ];

        var results = await KillRun.HitAllAsync(points, AtOnce, result => output.WriteLine(result.ToString()));

        var shims = await ShimKillRun.HitAllAsync(AtOnce, result => output.WriteLine(result.ToString()));

        await KillTable.WriteAsync(calls, results, shims);
        Assert.Empty(Failures(results));
        Assert.All(shims, result => Assert.Empty(result.Problems));
    }

    private static IEnumerable<string> Failures(IEnumerable<KillResult> results) =>
        results.Where(result => result.Problems.Count > 0).Select(result => result.ToString());
}
