using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class RetryBackoffTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(7, 600)]
    [InlineData(5000, 600)]
    public void Delay_Retries_GrowToTheCapWithinTheJitter(int retry, double seconds) => Prop.ForAll(
        ArbMap.Default.ArbFor<Guid>(),
        seed =>
        {
            var delay = new RetryBackoff().Delay(retry, seed.ToString()).TotalSeconds;
            return delay >= seconds * 0.8 && delay <= seconds * 1.2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Delay_SameSeed_IsTheSameAfterARestart() =>
        Assert.Equal(new RetryBackoff().Delay(2, "launch-2"), new RetryBackoff().Delay(2, "launch-2"));

    [Fact]
    public void Delay_OtherSeeds_Spread() =>
        Assert.True(Enumerable.Range(0, 100).Select(i => new RetryBackoff().Delay(1, $"{i}")).Distinct().Count() > 90);
}
