using LaunchAgent.Core.Agents;
using LaunchAgent.Executors.Abstractions;
using Microsoft.Extensions.Configuration;
using Moq;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>Prefect's tests of what its agent is told at its start, told of settings here.</summary>
public sealed class PrefectAgentSettingsTests
{
    [Fact]
    public void Settings_None_AreAnAgentOfDefaultWithoutLabels()
    {
        var agent = Options();

        Assert.Equal(("local", -1, -1, true), (agent.Name, agent.MaxJobs, agent.MaxSchedulers, agent.CaptureLogs));
        Assert.Equal(["default"], agent.Queues);
        Assert.Empty(agent.Labels);
        Assert.Empty(agent.Environment);
    }

    [Theory]
    [InlineData(null, null, "local")]
    [InlineData(null, "Launch-Site", "launch-site")]
    [InlineData("trainer", "Launch-Site", "trainer")]
    public void Settings_Name_IsItsOwnElseThatOfTheSite(string? own, string? site, string name) =>
        Assert.Equal(name, Options(("LAUNCH_AGENT_NAME", own), ("WEBSITE_SITE_NAME", site)).Name);

    [Theory]
    [InlineData("test,GPU")]
    [InlineData("gpu; test test")]
    public void Settings_Labels_AreEachThereOnce(string labels) =>
        Assert.Equal(["gpu", "test"], Options(("LAUNCH_AGENT_LABELS", labels)).Labels.Order(StringComparer.Ordinal));

    [Fact]
    public void Settings_EnvironmentThatIsNotJson_IsNamed() =>
        Assert.Contains("LAUNCH_AGENT_ENV", Assert.Throws<InvalidOperationException>(() => Options(("LAUNCH_AGENT_ENV", "AUTH=x"))).Message, StringComparison.Ordinal);

    // A value may hold any sign; what the launch says of a name wins.
    [Fact]
    public async Task Begin_EnvironmentOfTheAgent_ReachesTheAttemptUnlessTheLaunchSaysOtherwise()
    {
        using var agent = await AgentPlay.StartAsync(settings: ("LAUNCH_AGENT_ENV", """{"AUTH_THING":"a=b=c","PKG_SETTING":"agent"}"""));
        var launch = await agent.SubmitAsync("\"env\":{\"PKG_SETTING\":\"launch\"}");
        await agent.PollAsync();

        await agent.BeginAsync(launch);

        agent.App.Executor.Verify(
            e => e.SubmitAsync(
                It.Is<AttemptRequest>(request => request.Environment["AUTH_THING"] == "a=b=c" && request.Environment["PKG_SETTING"] == "launch"), It.IsAny<CancellationToken>()),
            Times.Once);
    }

    private static AgentOptions Options(params (string Name, string? Value)[] settings) => AgentOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build());
}
