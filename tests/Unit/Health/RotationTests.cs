using LaunchAgent.Core.Recovery;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class RotationTests
{
    [Fact]
    public void Next_MoreThanOneRunHolds_GivesEveryItemItsTurn()
    {
        var rotation = new Rotation();
        string[] items = ["c", "a", "b"];

        Assert.Equal(["a", "b"], rotation.Next(items, item => item, 2));
        Assert.Equal(["c", "a"], rotation.Next(items, item => item, 2));
        Assert.Equal(["b", "c"], rotation.Next(items, item => item, 2));
    }

    [Fact]
    public void Next_LastItemIsGone_GoesOnBehindIt()
    {
        var rotation = new Rotation();
        _ = rotation.Next(["a", "b", "c"], item => item, 2);

        Assert.Equal(["c"], rotation.Next(["a", "c"], item => item, 1));
    }
}
