using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Executors.Local;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class ProcessExecutorOptionsTests
{
    [Fact]
    public void WhyUnavailable_InAzure_Told() =>
        Assert.Contains("Azure", ProcessExecutorOptions.WhyUnavailable(name => name == "WEBSITE_INSTANCE_ID" ? "i" : null, isUnix: true), StringComparison.Ordinal);

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
