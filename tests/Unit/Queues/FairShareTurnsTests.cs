using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Core.Scheduling.FairShare;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class FairShareTurnsTests
{
    [Theory]
    [InlineData(null, "a b c")]
    [InlineData("a", "b c a")]
    [InlineData("b", "c a b")]
    [InlineData("c", "a b c")]
    [InlineData("gone", "a b c")]
    public void Order_LastQueue_IsLastInTurn(string? last, string expected) =>
        Assert.Equal(expected, string.Join(' ', FairShareTurns.Order(["a", "b", "c"], last)));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 1, 0, 0)]
    [InlineData(5, 2, 2, 1)]
    [InlineData(6, 2, 2, 2)]
    public void Share_OfThree_IsEvenAndTheRestGoesToTheFirst(int room, int a, int b, int c) =>
        Assert.Equal([a, b, c], new[] { "a", "b", "c" }.Select(queue => FairShareTurns.Share(room, ["a", "b", "c"], _ => 0, queue)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    public void Share_OthersTookMore_CatchesUpFirst(int room, int expected) =>
        Assert.Equal(expected, FairShareTurns.Share(room, ["a", "b"], queue => queue == "a" ? 1 : 0, "b"));

    [Fact]
    public void Share_AnyRoom_IsGivenOutWholeAndDiffersByOneAtMost() => Prop.ForAll(
        Gen.Choose(0, 30).ToArbitrary(),
        Gen.NonEmptyListOf(Gen.Choose(0, 5)).ToArbitrary(),
        (room, taken) =>
        {
            string[] open = [.. Enumerable.Range(0, taken.Count).Select(i => $"q{i}")];

            int[] shares = [.. open.Select(queue => FairShareTurns.Share(room, open, other => taken[Array.IndexOf(open, other)], queue))];

            // Even in the end, except for those that had more already.
            Assert.Equal(room, shares.Sum());
            var levels = shares.Select((share, i) => share + taken[i]).ToList();
            Assert.All(shares.Zip(levels).Where(pair => pair.First > 0), pair => Assert.True(pair.Second <= levels.Min() + 1));
        }).QuickCheckThrowOnFailure();
}
