using LaunchAgent.Tests.Unit.House;

namespace LaunchAgent.Tests.Integration.House;

/// <summary>The tests of this assembly that the map of upstream tests names.</summary>
public sealed class UpstreamMapTests
{
    [Fact]
    public void Tests_OfThisAssembly_ExistAndRun()
    {
        var problems = UpstreamMap.Problems(UpstreamMap.Read(), typeof(UpstreamMapTests).Assembly);

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }
}
