using LaunchAgent.Core.Wakeups;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class ObserveRequestsTests
{
    private readonly SetClock _clock = new(TestApp.Noon);

    [Fact]
    public void ShouldAsk_ManyEndsBeforeTheLookBegins_AsksOnce()
    {
        var looks = new ObserveRequests(_clock);

        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(_ => looks.ShouldAsk()));
    }

    // What ends after the look has begun may be missed by it.
    [Fact]
    public void ShouldAsk_LookHasBegun_AsksAgain()
    {
        var looks = new ObserveRequests(_clock);
        looks.ShouldAsk();

        looks.Begin();

        Assert.True(looks.ShouldAsk());
    }

    [Fact]
    public void ShouldAsk_AnotherHostTookTheMessage_AsksAgainAfterAWhile()
    {
        var looks = new ObserveRequests(_clock);
        looks.ShouldAsk();
        _clock.Now += TimeSpan.FromSeconds(2);

        Assert.True(looks.ShouldAsk());
    }
}
