using LaunchAgent.Core.Agents;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Tests.Unit;

public sealed class LimitSettingTests
{
    [Theory]
    [InlineData(null, -1)]
    [InlineData("", -1)]
    [InlineData("-1", -1)]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    public void Parse_WholeNumberFromMinusOne_IsTaken(string? text, int expected) => Assert.Equal(expected, LimitSetting.Parse("X", text));

    [Theory]
    [InlineData("-2")]
    [InlineData("1.5")]
    [InlineData("many")]
    public void AgentOptions_BadLimit_NamesTheSetting(string text)
    {
        foreach (var name in new[] { AgentOptions.MaxJobsSetting, AgentOptions.MaxSchedulersSetting })
        {
            var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [name] = text }).Build();

            var error = Assert.Throws<InvalidOperationException>(() => AgentOptions.From(settings));

            Assert.Contains($"{name} is '{text}'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ProcessExecutorOptions_Capacity_IsReadAndABadOneNamed()
    {
        static ProcessExecutorOptions With(string? capacity) =>
            ProcessExecutorOptions.FromSettings(name => name == ProcessExecutorOptions.CapacitySetting ? capacity : null);

        Assert.Equal((-1, 4), (With(null).Capacity, With("4").Capacity));
        Assert.Contains(ProcessExecutorOptions.CapacitySetting, Assert.Throws<InvalidOperationException>(() => With("x")).Message, StringComparison.Ordinal);
    }
}
