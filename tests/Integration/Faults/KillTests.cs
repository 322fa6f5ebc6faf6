using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Faults;

/// <summary>The function app as a process, killed by its settings alone.</summary>
public sealed class KillTests : IDisposable
{
    private readonly string _log = Path.GetTempFileName();

    public void Dispose() => File.Delete(_log);

    [Theory]
    [InlineData("kill_before", false)]
    [InlineData("kill_after", true)]
    public async Task Process_AtTheThirdCall_IsKilledAndItsLogSaysWhetherItTookEffect(string action, bool isAnswered)
    {
        var output = await StartAndDieAsync($$"""{"action":"{{action}}","call":3}""");

        // No exception, no shutdown: nothing of the process ran after the kill.
        Assert.DoesNotContain("exception", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("shutting down", output, StringComparison.OrdinalIgnoreCase);
        var calls = (await File.ReadAllLinesAsync(_log)).Select(l => l.Split('\t')).ToList();
        Assert.All(calls, c => Assert.Equal(5, c.Length));
        Assert.Equal(isAnswered ? 0 : 1, calls.Count(c => c[4] == "-"));
        Assert.True(!isAnswered || calls.Exists(c => c[2] is "POST" or "PUT" && c[4] is "201" or "204"));
    }

    [Fact]
    public async Task Process_WithAFaultThatCannotBeRead_DoesNotStartAndSaysWhy() => Assert.Contains(
        "The setting EMULATOR_FAULTS cannot be used: 'action' is not one of count, fail", await StartAndDieAsync("""{"action":"explode"}"""));

    private async Task<string> StartAndDieAsync(string faults)
    {
        await using var app = new AppProcess();
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(("EMULATOR_FAULTS", faults), ("EMULATOR_CALL_LOG", _log)));
        return app.Output;
    }
}
