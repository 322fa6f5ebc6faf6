using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class ProcessExecutorOptionsTests
{
    // A Flex Consumption instance has no WEBSITE_INSTANCE_ID: the host takes its absence as a sign of that plan (azure-functions-host, EnvironmentExtensions).
    [Theory]
    [InlineData("WEBSITE_INSTANCE_ID")]
    [InlineData("WEBSITE_POD_NAME")]
    [InlineData("WEBSITE_SITE_NAME")]
    public void WhyUnavailable_InAzure_Told(string setByAzure) =>
        Assert.Contains("Azure", ProcessExecutorOptions.WhyUnavailable(name => name == setByAzure ? "x" : null, isUnix: true), StringComparison.Ordinal);

    [Fact]
    public void WhyUnavailable_OnWindows_NamesWsl() =>
        Assert.Contains("WSL", ProcessExecutorOptions.WhyUnavailable(_ => null, isUnix: false), StringComparison.Ordinal);

    [Fact]
    public void WhyUnavailable_OnLinuxOrMac_IsAvailable() => Assert.Null(ProcessExecutorOptions.WhyUnavailable(_ => null, isUnix: true));

    [Fact]
    public void FromSettings_InAzure_IsAFinalError()
    {
        var error = Assert.Throws<ExecutorException>(() => ProcessExecutorOptions.FromSettings(name => name == "WEBSITE_INSTANCE_ID" ? "i" : null));

        Assert.Equal(("unavailable", false), (error.Code, error.Retryable));
    }

    [Fact]
    public void FromSettings_RootSet_IsUsed() =>
        Assert.Equal("/x/y", ProcessExecutorOptions.FromSettings(name => name == ProcessExecutorOptions.RootSetting ? "/x/y" : null).Root);
}
