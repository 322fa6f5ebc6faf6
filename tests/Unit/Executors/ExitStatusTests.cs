using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class ExitStatusTests
{
    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(3 << 8, 3, null)]
    [InlineData(143 << 8, 143, null)]
    [InlineData(15, 143, "SIGTERM")]
    [InlineData(9, 137, "SIGKILL")]
    // With the flag for a core dump.
    [InlineData(11 | 0x80, 139, "SIGSEGV")]
    [InlineData(40, 168, "SIG40")]
    public void Decode_StatusWord_TellsExitFromSignal(int status, int exitCode, string? signal) =>
        Assert.Equal(new ExitStatus(exitCode, signal), ExitStatus.Decode(status));
}
