using LaunchAgent.Core.Agents;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class LabelSetTests
{
    [Fact]
    public void HashOf_OrderCaseAndRepetition_DoNotCount() =>
        Assert.Equal(LabelSet.HashOf(["gpu", "a100"]), LabelSet.HashOf(["A100", "gpu ", "gpu"]));

    [Fact]
    public void HashOf_OtherLabels_Differs() => Assert.NotEqual(LabelSet.HashOf(["ab", "c"]), LabelSet.HashOf(["a", "bc"]));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "gpu", false)]
    [InlineData("gpu", "", false)]
    [InlineData("gpu a100", "gpu", true)]
    [InlineData("gpu", "gpu a100", false)]
    public void Matches_AgentAndLaunch_AsTheAgentsRule(string agent, string launch, bool expected) =>
        Assert.Equal(expected, LabelSet.Matches(Words(agent), Words(launch)));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
