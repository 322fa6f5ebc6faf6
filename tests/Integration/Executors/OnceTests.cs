using System.Diagnostics;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;
using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Tests.Integration.Executors;

/// <summary>One run per key, ever.</summary>
public sealed class OnceTests : IDisposable
{
    private const string Mark = "echo mark >> $MARKS";

    private readonly ExecutorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Submit_AgainAfterItEnded_OneRun()
    {
        await _bench.RunToEndAsync(_bench.Script(Mark));
        await _bench.Executor.SubmitAsync(_bench.Script(Mark), default);
        await _bench.NewHost().SubmitAsync(_bench.Script(Mark), default);

        Assert.Equal(1, _bench.MarkCount);
    }

    // Take-over rests on it: what one host placed, another may submit again only where that is one run.
    [Fact]
    public void Instance_OfHosts_IsThatOfTheirFolder()
    {
        using var other = new ExecutorBench();

        Assert.Equal(_bench.Executor.Instance, _bench.NewHost().Instance);
        Assert.NotEqual(_bench.Executor.Instance, other.Executor.Instance);
    }

    [Fact]
    public async Task Prune_ForgottenBeforeThatTime_FreesTheKeyAndNoOther()
    {
        await _bench.RunToEndAsync(_bench.Script(Mark));
        await _bench.Executor.ForgetAsync("k-1", default);

        await _bench.Executor.PruneAsync(DateTimeOffset.UtcNow.AddHours(-1), default);
        Assert.Equal(AttemptPhase.Exited, (await _bench.ObserveAsync()).Phase);
        await _bench.Executor.PruneAsync(DateTimeOffset.UtcNow.AddHours(1), default);

        Assert.Equal(AttemptPhase.Unknown, (await _bench.ObserveAsync()).Phase);
    }

    [Fact]
    public async Task Submit_TwentyAtOnceFromTwoHosts_OneRun()
    {
        var hosts = new[] { _bench.Executor, _bench.NewHost() };
        // Without output, whose file can be created only once, too.
        var request = _bench.Script(Mark) with { CaptureOutput = false };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => hosts[i % 2].SubmitAsync(request, default))));

        Assert.Equal(0, (await _bench.EndedAsync()).ExitCode);
        Assert.Equal(1, _bench.MarkCount);
    }

    [Fact]
    public async Task Shim_StartedTwiceForOneKey_TheSecondEndsAtOnce()
    {
        var folder = _bench.Folder("k-1");
        await _bench.RunToEndAsync(_bench.Script(Mark));

        using var second = StartShim(folder);
        await second.StandardInput.BaseStream.WriteAsync(_bench.RequestJson(_bench.Script(Mark)));
        second.StandardInput.Close();

        Assert.Equal(ShimProgram.Known, await second.StandardOutput.ReadLineAsync());
        Assert.Equal(1, _bench.MarkCount);
    }

    [Fact]
    public async Task Submit_HostDiedWhileItHandedTheRequestOver_NextSubmitStartsIt()
    {
        var folder = _bench.Folder("k-1");
        Assert.Equal(AttemptPhase.Unknown, (await _bench.ObserveAsync()).Phase);
        Directory.CreateDirectory(folder.Path);

        // What a host's death in the middle of the write looks like to the shim.
        var request = _bench.RequestJson(_bench.Script(Mark));
        using var shim = StartShim(folder);
        await shim.StandardInput.BaseStream.WriteAsync(request.AsMemory(0, request.Length - 1));
        shim.StandardInput.Close();
        await shim.WaitForExitAsync();

        Assert.NotEqual(0, shim.ExitCode);
        Assert.Equal(AttemptPhase.Unknown, (await _bench.ObserveAsync()).Phase);
        Assert.Equal(0, (await _bench.RunToEndAsync(_bench.Script(Mark))).ExitCode);
        Assert.Equal(1, _bench.MarkCount);
    }

    [Fact]
    public async Task Host_KilledWithItsWholeProcessGroup_CommandGoesOnAndIsFoundAgain()
    {
        var folder = _bench.Folder("k-1");
        await _bench.ObserveAsync();
        Directory.CreateDirectory(folder.Path);
        var requestFile = $"{_bench.Marks}.request";
        await File.WriteAllBytesAsync(requestFile, _bench.RequestJson(_bench.Script($"{Mark}; while [ ! -e $MARKS.go ]; do sleep 0.05; done; echo after; exit 4")));
        using var host = Process.Start(new ProcessStartInfo("setsid")
        {
            ArgumentList = { "sh", "-c", $"'{ShimPath}' {ShimProgram.Argument} '{folder.Path}' < '{requestFile}' & wait; sleep 60" },
        })!;
        await _bench.UntilAsync("k-1", AttemptPhase.Running);

        // setsid forks only when it leads a group already; either way the shim's host is the leader of this group.
        var hostGroup = Session.Members(host.Id).Count > 0 ? host.Id : throw new InvalidOperationException("The stand-in host leads no session.");
        Assert.Equal(0, Native.SendSignal(-hostGroup, Signals.Kill));
        await host.WaitForExitAsync();

        Assert.Equal(AttemptPhase.Running, (await _bench.ObserveAsync()).Phase);
        await _bench.NewHost().SubmitAsync(_bench.Script(Mark), default);
        await File.WriteAllTextAsync($"{_bench.Marks}.go", "");
        Assert.Equal(4, (await _bench.EndedAsync()).ExitCode);
        Assert.Equal("after", await _bench.TextAsync());
        Assert.Equal(1, _bench.MarkCount);
    }

    [Fact]
    public async Task Forget_ThenSubmit_NeverRunsAgainAndIsStillKnown()
    {
        var ended = await _bench.RunToEndAsync(_bench.Script($"{Mark}; mkdir -p a/b; chmod 500 a; exit 3"));

        await _bench.Executor.ForgetAsync("k-1", default);
        await _bench.Executor.ForgetAsync("k-1", default);

        Assert.False(Directory.Exists(_bench.Folder("k-1").Path));
        Assert.Equal(ended, await _bench.ObserveAsync());
        await _bench.NewHost().SubmitAsync(_bench.Script(Mark), default);
        Assert.Equal(ended, await _bench.ObserveAsync());
        Assert.Equal(1, _bench.MarkCount);
        Assert.True((await _bench.Executor.ReadOutputAsync("k-1", 0, 100, default)).Complete);
    }

    [Fact]
    public async Task Forget_KeyThatNeverStarted_NeverRuns()
    {
        await _bench.Executor.ForgetAsync("k-1", default);
        await _bench.Executor.SubmitAsync(_bench.Script(Mark), default);

        Assert.Equal(AttemptPhase.Lost, (await _bench.ObserveAsync()).Phase);
        Assert.Equal(0, _bench.MarkCount);
    }

    [Fact]
    public async Task Forget_WhileAShimWaitsForItsRequest_TheShimRunsNothing()
    {
        await _bench.ObserveAsync();
        var folder = _bench.Folder("k-1");
        Directory.CreateDirectory(folder.Path);
        using var shim = StartShim(folder);

        await _bench.Executor.ForgetAsync("k-1", default);
        Directory.CreateDirectory(folder.Path);
        await shim.StandardInput.BaseStream.WriteAsync(_bench.RequestJson(_bench.Script(Mark)));
        shim.StandardInput.Close();

        Assert.Equal(ShimProgram.Known, await shim.StandardOutput.ReadLineAsync());
        Assert.Equal(0, _bench.MarkCount);
    }

    [Fact]
    public async Task Forget_WhatRuns_IsRefused()
    {
        await _bench.Executor.SubmitAsync(_bench.Script("sleep 60"), default);

        var error = await Assert.ThrowsAsync<ExecutorException>(() => _bench.Executor.ForgetAsync("k-1", default));

        Assert.Equal("still_running", error.Code);
        await _bench.Executor.StopAsync("k-1", force: true, default);
        await _bench.EndedAsync();
    }

    [Fact]
    public async Task Observe_ManyKeys_EachIsAnswered()
    {
        await _bench.RunToEndAsync(_bench.Script("true"));

        var seen = await _bench.Executor.ObserveAsync(["k-1", "never-1", "never-2"], default);

        Assert.Equal([AttemptPhase.Exited, AttemptPhase.Unknown, AttemptPhase.Unknown], new[] { "k-1", "never-1", "never-2" }.Select(key => seen[key].Phase));
    }

    [Fact]
    public async Task Observe_OneKeyIsUnreadable_TheOthersAreAnswered()
    {
        await _bench.RunToEndAsync(_bench.Script("true"));
        Directory.CreateDirectory(_bench.Folder("odd-1").Started);

        var seen = await _bench.Executor.ObserveAsync(["odd-1", "k-1"], default);

        Assert.Equal((AttemptPhase.Running, AttemptPhase.Exited), (seen["odd-1"].Phase, seen["k-1"].Phase));
        Assert.NotNull(seen["odd-1"].Error);
    }

    [Fact]
    public async Task AnyCall_FromAnotherMachine_IsAFinalError()
    {
        await _bench.RunToEndAsync(_bench.Script("true"));
        var other = new ProcessExecutor(_bench.Options with { MachineId = "other" }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<ProcessExecutor>.Instance);

        var error = await Assert.ThrowsAsync<ExecutorException>(() => other.SubmitAsync(_bench.Script(Mark, "k-2"), default));
        await Assert.ThrowsAsync<ExecutorException>(() => other.ObserveAsync(["k-1"], default));

        Assert.Equal(("wrong_machine", false), (error.Code, error.Retryable));
        Assert.Contains("'this-machine'", error.Message, StringComparison.Ordinal);
    }

    private static string ShimPath => Path.ChangeExtension(ShimStart.Library, null);

    private static Process StartShim(AttemptFolder folder) => Process.Start(new ProcessStartInfo(ShimPath)
    {
        ArgumentList = { ShimProgram.Argument, folder.Path },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
