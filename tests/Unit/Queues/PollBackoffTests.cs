using LaunchAgent.Core.Scheduling.Delayed;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class PollBackoffTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Fact]
    public void Delay_OfEachStep_IsItsWaitUpToAFifthMoreOrLess()
    {
        Assert.Equal([1, 2, 4, 8, 10, 10, 10], Enumerable.Range(0, 7).Select(step => PollBackoff.Delay(step, Longest, 0.5).TotalSeconds));
        Assert.Equal([1, 2, 3, 6, 8, 8], Enumerable.Range(0, 6).Select(step => PollBackoff.Delay(step, Longest, 0).TotalSeconds));
        Assert.Equal([1, 2, 5, 10, 12, 12], Enumerable.Range(0, 6).Select(step => PollBackoff.Delay(step, Longest, 1).TotalSeconds));
        Assert.Equal(12, PollBackoff.Longest(Longest).TotalSeconds);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 100, 1)]
    [InlineData(3, 5, 3)]
    [InlineData(3600, 11, 2048)]
    [InlineData(3600, int.MaxValue, 3600)]
    [InlineData(10, -1, 1)]
    public void Delay_AnyStep_StaysBetweenASecondAndTheLongest(int longest, int step, int seconds) =>
        Assert.Equal(seconds, PollBackoff.Delay(step, TimeSpan.FromSeconds(longest), 0.5).TotalSeconds);
}
