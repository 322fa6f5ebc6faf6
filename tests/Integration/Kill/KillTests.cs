using System.Diagnostics;
using Xunit.Abstractions;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>
/// The promise of the product: host and worker may die between any two instructions; once they are back, every launch goes on, no command has
/// been started twice, and nothing is left behind.
/// </summary>
[Collection(KillsAlone.Name)]
public sealed class KillTests(KillScenes scenes, ITestOutputHelper output) : IClassFixture<KillScenes>
{
    private const int SampledPoints = 12;
    private const int Parts = 2;
    private const int AtOnce = 6;

    // One run in so many has the locks of production.
    private const int RealLocksEvery = 10;

    private static readonly TimeSpan Part = TimeSpan.FromMinutes(8);

    // In parts, because a test that says nothing for minutes is taken for one that hangs.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Launch_HitAtPointsAllOverItInEveryWay_FinishesWithEachAttemptStartedOnce(int part)
    {
        var calls = scenes.Calls;
        output.WriteLine(Summary(calls));
        Assert.Equal([Maker.App, Maker.Durable, Maker.Listener], calls.Select(call => call.Maker).Distinct().Order());
        KillSide[] sides = [KillSide.Before, KillSide.After, KillSide.AnswerLost];
        KillPoint[] points =
        [
            .. Enumerable.Range(0, SampledPoints).Select(i => new KillPoint(1 + (i * (calls.Count - 1) / (SampledPoints - 1)), sides[i % sides.Length])),
            new KillPoint(0, KillSide.MessagesTwice),
        ];
        var mine = points.Chunk((points.Length + Parts - 1) / Parts).ElementAt(part - 1);

        var results = await KillRun.HitAllAsync(scenes, mine, AtOnce, result => output.WriteLine(result.ToString()));

        Assert.Empty(results.Where(result => result.Problems.Count > 0).Select(result => result.ToString()));
        Assert.True(results.Count(result => result.Call is not null) >= mine.Length * 3 / 4, "Too many points were not reached.");
    }

    [Fact]
    public async Task Shim_KilledAtEachPoint_CommandStartsAtMostOncePerKeyAndANewAttemptFinishes()
    {
        var results = await ShimKillRun.HitAllAsync(AtOnce, result => output.WriteLine(result.ToString()));

        Assert.All(results, result => Assert.Empty(result.Problems));
    }

    /// <summary>A part of the whole table at each run, until all of it was run on this commit; then the page is written.</summary>
    [FullFact]
    public async Task Launch_HitAtEveryCallInEveryWay_Finishes()
    {
        var began = Stopwatch.StartNew();
        var commit = await KillRecord.CommitAsync();
        var calls = scenes.Calls;
        var done = KillRecord.Read(commit).ToDictionary(run => new KillPoint(run.Call, run.Side, run.RealLocks));
        var points = AllPoints(calls).ToArray();

        await KillRun.HitAllAsync(scenes, [.. points.Where(point => !done.ContainsKey(point))], AtOnce, result =>
        {
            output.WriteLine(result.ToString());
            done[result.Point] = KillRecord.Of(result);
            done[result.Point].Append(commit);
        }, until: () => began.Elapsed > Part);

        output.WriteLine($"{done.Count} of {points.Length} runs are done on {commit}.");
        Assert.DoesNotContain(done.Values, run => !run.IsWell);
        if (points.All(done.ContainsKey))
        {
            await KillTable.WriteAsync(commit, calls, [.. done.Values], await ShimKillRun.HitAllAsync(AtOnce, result => output.WriteLine(result.ToString())));
            output.WriteLine("The table is whole: docs/operations/kill-table.md.");
        }
    }

    // With the locks of production a message that was not recorded yet is delivered again after ten minutes: such points are hit with short locks only.
    private static IEnumerable<KillPoint> AllPoints(IReadOnlyList<StorageCall> calls)
    {
        var recorded = calls.Select((call, index) => (call, Number: index + 1)).First(made => made.call.Maker == Maker.App && made.call.Resource == "Launches").Number;
        yield return new KillPoint(0, KillSide.MessagesTwice);
        foreach (var call in Enumerable.Range(1, calls.Count))
        {
            foreach (var side in new[] { KillSide.Before, KillSide.After, KillSide.AnswerLost })
            {
                yield return new KillPoint(call, side);
                if (call > recorded && ((call * 3) + (int)side) % RealLocksEvery == 0)
                    yield return new KillPoint(call, side, RealLocks: true);
            }
        }
    }

    private static string Summary(IReadOnlyList<StorageCall> calls) =>
        $"K = {calls.Count}: {string.Join(", ", calls.CountBy(call => call.Maker).Select(maker => $"{maker.Key} {maker.Value}"))}";
}
