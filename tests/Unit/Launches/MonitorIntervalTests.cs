using LaunchAgent.Core.Wakeups;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class MonitorIntervalTests
{
    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(30, 3)]
    [InlineData(100, 10)]
    [InlineData(86_400, 10)]
    public void After_Age_IsATenthWithinOneAndTenSeconds(int age, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), MonitorInterval.After(TimeSpan.FromSeconds(age)));
}
