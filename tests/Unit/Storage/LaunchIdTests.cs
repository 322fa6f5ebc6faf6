using LaunchAgent.Core;

namespace LaunchAgent.Tests.Unit.Storage;

public sealed class LaunchIdTests
{
    private static readonly DateTimeOffset Noon = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Create_SameMessage_SameId() =>
        Assert.Equal(LaunchId.Create("gpu", Noon, "message-1"), LaunchId.Create("gpu", Noon, "message-1"));

    [Theory]
    [InlineData("gpu", "message-2")]
    [InlineData("cpu", "message-1")]
    public void Create_OtherMessageOrQueue_OtherId(string queue, string message) =>
        Assert.NotEqual(LaunchId.Create("gpu", Noon, "message-1"), LaunchId.Create(queue, Noon, message));

    [Fact]
    public void ToString_Always_FitsKeysAndAttemptKeys()
    {
        var text = LaunchId.Create(new string('q', 63), Noon, "message").ToString();

        Assert.Matches("^[a-z0-9-]{1,40}$", text);
    }

    [Fact]
    public void Rest_LaterLaunch_SortsFirst()
    {
        var earlier = LaunchId.Create("gpu", Noon, "a").Rest;
        var later = LaunchId.Create("gpu", Noon.AddMilliseconds(1), "b").Rest;

        Assert.True(string.CompareOrdinal(later, earlier) < 0);
    }

    [Fact]
    public void TryParse_OwnText_RoundTrips()
    {
        var id = LaunchId.Create("gpu", Noon, "message");

        Assert.True(LaunchId.TryParse(id.ToString(), out var parsed));
        Assert.Equal(id, parsed);
        Assert.Equal(LaunchId.PartitionOf("gpu"), parsed.Partition);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1234567-7962112800000123456789abc")]
    [InlineData("12345678-7962112800000123456789ab'")]
    [InlineData("12345678-7962112800000123456789ABC")]
    public void TryParse_SomethingElse_IsRefused(string? text) => Assert.False(LaunchId.TryParse(text, out _));
}
