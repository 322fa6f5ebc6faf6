using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Tests.Integration.Executors;

public sealed class ExitTests : IDisposable
{
    private readonly ExecutorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("exit 0", 0, null)]
    [InlineData("exit 7", 7, null)]
    // What a program that handles SIGTERM returns by convention; it was not ended by the signal.
    [InlineData("exit 143", 143, null)]
    [InlineData("kill -TERM $$", 143, "SIGTERM")]
    [InlineData("kill -KILL $$", 137, "SIGKILL")]
    [InlineData("kill -SEGV $$", 139, "SIGSEGV")]
    public async Task Command_Ends_ExitCodeAndSignalAreToldApart(string script, int exitCode, string? signal)
    {
        var before = DateTimeOffset.UtcNow;
        var seen = await _bench.RunToEndAsync(_bench.Script(script));

        Assert.Equal((AttemptPhase.Exited, exitCode, signal, null), (seen.Phase, seen.ExitCode, seen.Signal, seen.Error));
        Assert.InRange(seen.StartedAt!.Value, before, seen.EndedAt!.Value);
        Assert.InRange(seen.EndedAt!.Value, before, DateTimeOffset.UtcNow);
        Assert.NotNull(seen.ExternalId);
    }

    [Theory]
    [InlineData("no-such-command-here", 127)]
    [InlineData("/no/such/command", 127)]
    [InlineData("/etc/passwd", 126)]
    [InlineData("/etc", 126)]
    public async Task Command_CannotBeFound_AttemptEndedWithWhatToCheck(string command, int exitCode)
    {
        var seen = await _bench.RunToEndAsync(_bench.Run([command]));

        Assert.Equal((AttemptPhase.Exited, exitCode, null), (seen.Phase, seen.ExitCode, seen.StartedAt));
        Assert.Contains(command, seen.Error, StringComparison.Ordinal);
        Assert.Contains("Check", seen.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!/no/such/interpreter\n", 127, "interpreter")]
    [InlineData("#!/bin/sh\nexit 5\n", 5, null)]
    public async Task Command_IsAFileTheLaunchBrought_RunsByItsFirstLine(string text, int exitCode, string? error)
    {
        var seen = await _bench.RunToEndAsync(_bench.Run(["./tool"]) with { Files = new Dictionary<string, string> { ["tool"] = text } });

        Assert.Equal(exitCode, seen.ExitCode);
        if (error is not null)
            Assert.Contains(error, seen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_EnvironmentTooLarge_AttemptEndedWithError()
    {
        var request = _bench.Run(["true"]) with { Environment = new Dictionary<string, string> { ["LAUNCH_CONFIG"] = new('x', 3_000_000) } };

        var seen = await _bench.RunToEndAsync(request);

        Assert.Equal(126, seen.ExitCode);
        Assert.Contains("too large", seen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkingFolder_IsMissing_AttemptEndedWithError()
    {
        var seen = await _bench.RunToEndAsync(_bench.Run(["true"]) with { WorkingDirectory = "/no/such/folder" });

        Assert.Equal((AttemptPhase.Exited, 126), (seen.Phase, seen.ExitCode));
        Assert.Contains("/no/such/folder", seen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkingFolder_OwnOrChosen_IsWhereTheCommandRuns()
    {
        await _bench.RunToEndAsync(_bench.Script("pwd", "k-1"));
        await _bench.RunToEndAsync(_bench.Script("pwd", "k-2") with { WorkingDirectory = "/usr" });

        Assert.Equal(_bench.Folder("k-1").Work, await _bench.TextAsync("k-1"));
        Assert.Equal("/usr", await _bench.TextAsync("k-2"));
    }

    [Fact]
    public async Task Result_WrittenByTheCommand_IsRead()
    {
        await _bench.RunToEndAsync(_bench.Script("echo '{\"value\":1}' > $LAUNCH_RESULT_FILE"));

        Assert.Equal("{\"value\":1}\n", await _bench.Executor.ReadResultAsync("k-1", default));
    }

    [Fact]
    public async Task Result_NotWritten_IsNull()
    {
        await _bench.RunToEndAsync(_bench.Script("true"));

        Assert.Null(await _bench.Executor.ReadResultAsync("k-1", default));
        Assert.Null(await _bench.Executor.ReadResultAsync("never-1", default));
    }

    [Theory]
    [InlineData("head -c 1048577 /dev/zero > $LAUNCH_RESULT_FILE", "result_too_large")]
    [InlineData("ln -s /dev/zero $LAUNCH_RESULT_FILE", "result_too_large")]
    [InlineData("mkdir $LAUNCH_RESULT_FILE", "result_unreadable")]
    public async Task Result_IsNoSmallFile_FinalError(string script, string code)
    {
        await _bench.RunToEndAsync(_bench.Script(script));

        var error = await Assert.ThrowsAsync<ExecutorException>(() => _bench.Executor.ReadResultAsync("k-1", default));

        Assert.Equal((code, false), (error.Code, error.Retryable));
    }

    [Fact]
    public async Task Result_IsAPipeNobodyWrites_DoesNotHang()
    {
        await _bench.RunToEndAsync(_bench.Script("mkfifo $LAUNCH_RESULT_FILE"));

        Assert.Equal("", await _bench.Executor.ReadResultAsync("k-1", default).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Exited_CommandEnds_IsRaisedWithTheExitReadable()
    {
        var phases = new List<AttemptPhase>();
        _bench.Executor.Exited += key => phases.Add(_bench.ObserveAsync(key).GetAwaiter().GetResult().Phase);

        await _bench.Executor.SubmitAsync(_bench.Script("true"), default);

        await Eventually.TrueAsync(() => phases.Count > 0, "the event");
        Assert.Equal([AttemptPhase.Exited], phases);
    }
}
