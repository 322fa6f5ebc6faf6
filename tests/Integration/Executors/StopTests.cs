using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Tests.Integration.Executors;

public sealed class StopTests : IDisposable
{
    private static readonly int StopSignal = OperatingSystem.IsMacOS() ? 17 : 19;

    private readonly ExecutorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Stop_CommandThatListens_EndsByItself()
    {
        await StartAsync("trap 'echo bye; exit 9' TERM; echo up; while :; do sleep 0.05; done");

        await _bench.Executor.StopAsync("k-1", force: false, default);

        var seen = await _bench.EndedAsync();
        Assert.Equal((AttemptPhase.Exited, 9, null), (seen.Phase, seen.ExitCode, seen.Signal));
        Assert.Equal(["up", "bye"], await SaidAsync());
    }

    [Fact]
    public async Task Stop_AskedAgainAndAgain_OneSignal()
    {
        await StartAsync("n=0; trap 'n=$((n+1)); echo got $n' TERM; echo up; while [ ! -e $MARKS ]; do sleep 0.05; done");

        for (var i = 0; i < 3; i++)
            await _bench.NewHost().StopAsync("k-1", force: false, default);
        await Eventually.TrueAsync(async () => (await _bench.TextAsync()).Contains("got", StringComparison.Ordinal), "the signal");
        await File.WriteAllTextAsync(_bench.Marks, "go");
        await _bench.EndedAsync();

        Assert.Equal(["up", "got 1"], await SaidAsync());
    }

    [Fact]
    public async Task Stop_CommandThatIsDeaf_EndsByForceAndItsExitIsKnown()
    {
        await StartAsync("trap '' TERM; echo up; while :; do sleep 0.05; done");
        await _bench.Executor.StopAsync("k-1", force: false, default);
        Assert.Equal(AttemptPhase.Running, (await _bench.ObserveAsync()).Phase);

        await _bench.Executor.StopAsync("k-1", force: true, default);

        var seen = await _bench.EndedAsync();
        Assert.Equal((AttemptPhase.Exited, 137, "SIGKILL"), (seen.Phase, seen.ExitCode, seen.Signal));
    }

    [Fact]
    public async Task Force_ShimThatHangs_IsKilledTooAfterAWhile()
    {
        await StartAsync("echo up; sleep 987");
        var shim = AttemptFacts.Gather(_bench.Folder("k-1")).Shim!;
        Assert.Equal(0, Native.SendSignal(shim.Pid, StopSignal));
        var clock = new ShiftedClock();
        var host = _bench.NewHost(clock);

        await host.StopAsync("k-1", force: true, default);
        Assert.Equal(AttemptPhase.Running, (await _bench.ObserveAsync()).Phase);
        clock.Ahead = TimeSpan.FromSeconds(16);
        await host.StopAsync("k-1", force: true, default);

        Assert.Equal(AttemptPhase.Lost, (await _bench.EndedAsync()).Phase);
        Assert.False(shim.IsLive());
    }

    [Fact]
    public async Task Force_GrandchildrenInGroupsOfTheirOwn_AllEnd()
    {
        await StartAsync("sh -c 'trap \"\" TERM; sleep 987 & sleep 987' & perl -e 'setpgrp; exec \"sleep\", \"987\"' & echo up; wait");
        var session = AttemptFacts.Gather(_bench.Folder("k-1")).Shim!.Pid;
        await Eventually.TrueAsync(() => Session.Members(session).Count >= 5, "all five processes");

        await _bench.Executor.StopAsync("k-1", force: true, default);

        await _bench.EndedAsync();
        await Eventually.TrueAsync(() => Session.Members(session).Count == 0, "nobody left");
    }

    [Fact]
    public async Task End_ProcessesLeftBehind_AreKilledBeforeTheEndIsTold()
    {
        await _bench.RunToEndAsync(_bench.Script("sleep 987 >/dev/null 2>&1 & echo $! > $MARKS; exit 0"));

        var left = int.Parse(await File.ReadAllTextAsync(_bench.Marks), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Null(ProcessIdentity.Of(left));
    }

    [Fact]
    public async Task Stop_BeforeItStarted_CommandNeverRuns()
    {
        await _bench.Executor.StopAsync("k-1", force: false, default);
        Assert.Equal(AttemptPhase.Unknown, (await _bench.ObserveAsync()).Phase);

        var seen = await _bench.RunToEndAsync(_bench.Script("echo mark >> $MARKS"));

        Assert.Equal((AttemptPhase.Exited, "SIGTERM", null), (seen.Phase, seen.Signal, seen.StartedAt));
        Assert.Equal(0, _bench.MarkCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_AtTheMomentItStarts_IsNeverLost(bool force)
    {
        foreach (var key in Enumerable.Range(1, 6).Select(i => $"k-{i}"))
        {
            await _bench.Executor.SubmitAsync(_bench.Script("sleep 60", key), default);
            await _bench.Executor.StopAsync(key, force, default);
        }

        foreach (var key in Enumerable.Range(1, 6).Select(i => $"k-{i}"))
            Assert.Equal(force ? "SIGKILL" : "SIGTERM", (await _bench.EndedAsync(key)).Signal);
    }

    [Fact]
    public async Task Stop_AfterItEnded_ChangesNothing()
    {
        var before = await _bench.RunToEndAsync(_bench.Script("exit 2"));

        await _bench.Executor.StopAsync("k-1", force: true, default);

        Assert.Equal(before, await _bench.ObserveAsync());
    }

    [Fact]
    public async Task Shim_GetsTheSignalsOfATerminalOrAService_GoesOn()
    {
        await StartAsync("trap '' TERM INT HUP; echo up; while [ ! -e $MARKS ]; do sleep 0.05; done; exit 6");
        var shim = AttemptFacts.Gather(_bench.Folder("k-1")).Shim!.Pid;

        foreach (var signal in new[] { 1, 2, Signals.Terminate })
            Assert.Equal(0, Native.SendSignal(-shim, signal));
        await File.WriteAllTextAsync(_bench.Marks, "go");

        Assert.Equal(6, (await _bench.EndedAsync()).ExitCode);
    }

    // The shell itself says on the other stream that the sleep it waited for was terminated.
    private async Task<IEnumerable<string>> SaidAsync() => (await _bench.OutputAsync()).Where(line => line.Stream == "stdout").Select(line => line.Text);

    private async Task StartAsync(string script)
    {
        await _bench.Executor.SubmitAsync(_bench.Script(script), default);
        await Eventually.TrueAsync(async () => (await _bench.TextAsync()).StartsWith("up", StringComparison.Ordinal), "the command is up");
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;
    }
}
