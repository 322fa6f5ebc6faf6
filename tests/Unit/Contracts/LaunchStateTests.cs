using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Tests.Unit.Contracts;

public sealed class LaunchStateTests
{
    [Theory]
    [InlineData("pending", false)]
    [InlineData("claimed", false)]
    [InlineData("starting", false)]
    [InlineData("running", false)]
    [InlineData("stopping", false)]
    [InlineData("awaiting_retry", false)]
    [InlineData("finished", true)]
    [InlineData("failed", true)]
    [InlineData("crashed", true)]
    [InlineData("cancelled", true)]
    [InlineData("rejected", true)]
    public void WireName_OfAState_ReadsBack(string name, bool isFinal)
    {
        Assert.True(WireName.TryParse<LaunchState>(name, out var state));
        Assert.Equal(name, state.ToWire());
        Assert.Equal(isFinal, state.IsFinal());
    }

    [Fact]
    public void WireNames_OfAllStates_AreTheDocumentedOnes() => Assert.Equal(
        ["pending", "claimed", "starting", "running", "stopping", "awaiting_retry", "finished", "failed", "crashed", "cancelled", "rejected"],
        WireName.All<LaunchState>());

    [Theory]
    [InlineData("Running")]
    [InlineData("RUNNING")]
    [InlineData("3")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParse_AnythingElse_Refuses(string? name) => Assert.False(WireName.TryParse<LaunchState>(name, out _));

    [Fact]
    public void Priorities_HaveTheNumbersOfWandb() =>
        Assert.Equal([("critical", 0), ("high", 1), ("medium", 2), ("low", 3)], Enum.GetValues<Priority>().Select(priority => (priority.ToWire(), (int)priority)));
}
