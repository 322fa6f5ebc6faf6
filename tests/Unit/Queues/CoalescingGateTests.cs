using LaunchAgent.Core.Scheduling.Dispatch;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class CoalescingGateTests
{
    [Fact]
    public void TryEnter_SomebodyInside_AsksForOneMoreRound()
    {
        var gate = new CoalescingGate();

        Assert.True(gate.TryEnter());
        Assert.False(gate.TryEnter());
        Assert.False(gate.TryEnter());
        Assert.True(gate.GoAgain());
        Assert.False(gate.GoAgain());
        Assert.True(gate.TryEnter());
    }

    [Fact]
    public void Abandon_AfterAnError_LetsTheNextIn()
    {
        var gate = new CoalescingGate();
        gate.TryEnter();

        gate.Abandon();

        Assert.True(gate.TryEnter());
    }

    [Fact]
    public async Task TryEnter_ManyAtOnce_EveryArrivalIsFollowedByARoundThatBeganAfterIt()
    {
        var gate = new CoalescingGate();
        var arrivals = 0;
        var seenByLastRound = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                Interlocked.Increment(ref arrivals);
                if (!gate.TryEnter())
                    continue;
                do
                    seenByLastRound = Volatile.Read(ref arrivals);
                while (gate.GoAgain());
            }
        })));

        Assert.Equal(16_000, seenByLastRound);
    }
}
