using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Core.Queues;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues.Waits;

public sealed class WaitHistoryTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(10);

    // Lengths over all orders of magnitude, at times that go back over more than the hour.
    private static readonly Gen<(double Seconds, int MinutesAgo)> Claims =
        from magnitude in Gen.Choose(-2, 5)
        from digits in Gen.Choose(100, 999)
        from minutesAgo in Gen.Choose(0, 120)
        select (Math.Min(digits / 100.0 * Math.Pow(10, magnitude), Longest.TotalSeconds), minutesAgo);

    [Fact]
    public void Percentile_AnyClaims_IsThatOfTheLastHourWithinTheErrorOfABucket() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Claims.ListOf(60).ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(), Gen.Choose(0, 299).ToArbitrary(), (claims, percent, second) =>
        {
            var now = TestApp.Noon.AddSeconds(second);
            var history = claims.OrderByDescending(claim => claim.MinutesAgo).Aggregate(
                WaitHistory.Empty,
                (known, claim) => WaitHistory.Parse(known.With([TimeSpan.FromSeconds(claim.Seconds)], now.AddMinutes(-claim.MinutesAgo)).Format()));

            // The hour begins with a period of five minutes.
            var begin = TestApp.Noon.AddHours(-1);
            var waits = claims.Where(claim => now.AddMinutes(-claim.MinutesAgo) >= begin).Select(claim => claim.Seconds).Order().ToArray();
            var found = history.Percentile(percent / 100.0, now);
            if (waits.Length == 0)
            {
                Assert.Null(found);
                return;
            }

            var exact = waits[(int)Math.Ceiling(percent / 100.0 * waits.Length) - 1];
            Assert.InRange(found!.Value, (exact * (1 - WaitBucket.LargestError)) - WaitBucket.Shortest, (exact * (1 + WaitBucket.LargestError)) + WaitBucket.Shortest);
        }));

    [Fact]
    public void With_ManyAtOnce_IsTheSameAsOneByOne()
    {
        TimeSpan[] waits = [.. Enumerable.Range(0, 33).Select(i => TimeSpan.FromSeconds(i * i))];

        var one = waits.Aggregate(WaitHistory.Empty, (known, wait) => known.With([wait], TestApp.Noon));

        Assert.Equal(WaitHistory.Empty.With(waits, TestApp.Noon).Format(), one.Format());
    }

    // Every bucket of every period, with more claims than a queue can make: far from what a property holds.
    [Fact]
    public void Format_AllThereCanBe_StaysSmall()
    {
        var history = WaitHistory.Empty;
        for (var minute = -120; minute <= 5; minute += 5)
            history = history.With(Enumerable.Range(0, WaitBucket.Count).SelectMany(bucket => Enumerable.Repeat(TimeSpan.FromSeconds(WaitBucket.Seconds(bucket)), 1000)), TestApp.Noon.AddMinutes(minute));

        Assert.InRange(history.Format().Length, 1, 15_000);
    }

    [Fact]
    public void Of_EveryBucket_HoldsTheSecondsThatStandForIt()
    {
        for (var bucket = 0; bucket < WaitBucket.Count; bucket++)
            Assert.Equal(bucket, WaitBucket.Of(TimeSpan.FromSeconds(WaitBucket.Seconds(bucket))));
        Assert.Equal((0, WaitBucket.Count - 1), (WaitBucket.Of(TimeSpan.FromSeconds(-5)), WaitBucket.Of(TimeSpan.FromDays(10_000))));
    }

    // A host whose clock is ahead must not take their waits from all the others.
    [Fact]
    public void With_ClocksApart_KeepsWhatIsRecentByTheClockThatIsAsked()
    {
        var history = WaitHistory.Empty.With([TimeSpan.FromSeconds(10)], TestApp.Noon).With([TimeSpan.FromSeconds(500)], TestApp.Noon.AddMinutes(50));

        Assert.InRange(history.Percentile(1, TestApp.Noon)!.Value, 9, 11);
        Assert.InRange(history.Percentile(1, TestApp.Noon.AddMinutes(50))!.Value, 450, 550);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("1:2*3;x")]
    [InlineData("213;5:;:7*7;7:95*1,-1*4,3*99999999999")]
    public void Parse_AnyText_FailsNoClaim(string? text)
    {
        var history = WaitHistory.Parse(text);

        Assert.Null(history.Percentile(0.5, TestApp.Noon));
        Assert.NotNull(history.With([TimeSpan.Zero], TestApp.Noon).Percentile(0.5, TestApp.Noon));
    }
}
