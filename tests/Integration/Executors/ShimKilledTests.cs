using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;
using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Tests.Integration.Executors;

/// <summary>The shim is killed, as by an out-of-memory killer, at each point of its life.</summary>
public sealed class ShimKilledTests
{
    public static TheoryData<string> Points => [.. ShimKillPoint.All];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Killed_AtAPoint_AtMostOneRunAndNothingLeft(string point)
    {
        using var bench = new ExecutorBench(killAt: point);
        // Ends by itself only where the shim is to be killed after its end.
        var endless = point is ShimKillPoint.AfterStartCommand or ShimKillPoint.AfterCommandNoted;
        var request = bench.Script($"echo mark >> $MARKS; {(endless ? "sleep 987 & sleep 987" : "true")}");

        try
        {
            await bench.Executor.SubmitAsync(request, default);
        }
        catch (ExecutorException error)
        {
            Assert.True(error.Retryable);
        }

        await Eventually.TrueAsync(() => File.Exists(Path.Combine(bench.Options.Root, $"killed-{point}")), "the kill");
        if (point == ShimKillPoint.BeforeStarted)
        {
            Assert.Equal(AttemptPhase.Unknown, (await bench.ObserveAsync()).Phase);
            await bench.NewHost().SubmitAsync(request, default);
        }

        var seen = await bench.EndedAsync();
        var session = AttemptFacts.Gather(bench.Folder("k-1")).Shim!.Pid;
        // A shim that noted the exit may take a moment to be gone; of an attempt that is lost nothing runs when that is said.
        if (seen.Phase == AttemptPhase.Lost)
            Assert.Empty(Session.Members(session));
        await Eventually.TrueAsync(() => !Session.Members(session).Any(), "nothing of the session is left");

        // The key is spent, whatever became of it.
        await bench.NewHost().SubmitAsync(request, default);
        Assert.Equal(seen, await bench.ObserveAsync());

        Assert.Equal(point is ShimKillPoint.BeforeStarted or ShimKillPoint.AfterExitFile ? AttemptPhase.Exited : AttemptPhase.Lost, seen.Phase);
        switch (point)
        {
            case ShimKillPoint.AfterStarted or ShimKillPoint.BeforeStartCommand:
                Assert.Equal(0, bench.MarkCount);
                break;
            // The command may be killed before it came to its mark.
            case ShimKillPoint.AfterStartCommand or ShimKillPoint.AfterCommandNoted:
                Assert.InRange(bench.MarkCount, 0, 1);
                break;
            default:
                Assert.Equal(1, bench.MarkCount);
                break;
        }
    }

    [Fact]
    public async Task Killed_WithItsGroup_LostAndOutputSoFarIsReadable()
    {
        using var bench = new ExecutorBench();
        await bench.Executor.SubmitAsync(bench.Script("echo before; sleep 987"), default);
        await Eventually.TrueAsync(async () => (await bench.TextAsync()) == "before", "the output");

        Native.SendSignal(-AttemptFacts.Gather(bench.Folder("k-1")).Shim!.Pid, Signals.Kill);

        Assert.Equal(AttemptPhase.Lost, (await bench.EndedAsync()).Phase);
        var slice = await bench.Executor.ReadOutputAsync("k-1", 0, 1 << 20, default);
        Assert.Equal(("before", true), (OutputLine.Parse(slice.Bytes.ToArray())[0].Text, slice.Complete));
    }

    [Fact]
    public async Task Killed_InTheMiddleOfALine_TheTornLineIsNotShown()
    {
        using var bench = new ExecutorBench();
        await bench.RunToEndAsync(bench.Script("echo whole"));
        await File.AppendAllTextAsync(bench.Folder("k-1").Output, "{\"at\":\"2026");

        var slice = await bench.Executor.ReadOutputAsync("k-1", 0, 1 << 20, default);

        Assert.Equal(("whole", true), (OutputLine.Parse(slice.Bytes.ToArray()).Single().Text, slice.Complete));
    }

    [Fact]
    public async Task Lost_CommandDeadButItsChildLives_TheChildIsKilledByItsMark()
    {
        using var bench = new ExecutorBench();
        await bench.Executor.SubmitAsync(bench.Script("sleep 987 & echo $!; wait"), default);
        await Eventually.TrueAsync(async () => (await bench.OutputAsync()).Count == 1, "the child");
        var facts = AttemptFacts.Gather(bench.Folder("k-1"));

        Native.SendSignal(facts.Shim!.Pid, Signals.Kill);
        Native.SendSignal(facts.Command!.Process.Pid, Signals.Kill);
        await Eventually.TrueAsync(() => !facts.Command.Process.HoldsItsPid() && !facts.Shim.HoldsItsPid(), "both are gone");

        Assert.Equal(AttemptPhase.Lost, (await bench.EndedAsync()).Phase);
        Assert.Empty(Session.Members(facts.Shim.Pid));
    }

    [Fact]
    public async Task Lost_ProcessesThatCannotBeProvenOurs_AreLeftAloneAndNamed()
    {
        using var bench = new ExecutorBench();
        // A child that hides whose it is.
        await bench.Executor.SubmitAsync(bench.Script("env -i sleep 987 & echo $!; wait"), default);
        await Eventually.TrueAsync(async () => (await bench.OutputAsync()).Count == 1, "the child");
        var facts = AttemptFacts.Gather(bench.Folder("k-1"));
        var child = int.Parse(await bench.TextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await Eventually.TrueAsync(() => !Session.StartedWith(child, Leftovers.Marker, "k-1"), "the child has hidden");

        try
        {
            Native.SendSignal(facts.Shim!.Pid, Signals.Kill);
            Native.SendSignal(facts.Command!.Process.Pid, Signals.Kill);
            await Eventually.TrueAsync(() => !facts.Command.Process.HoldsItsPid() && !facts.Shim.HoldsItsPid(), "both are gone");
            var seen = await bench.EndedAsync();

            Assert.NotNull(ProcessIdentity.Of(child));
            Assert.Contains($"session {facts.Shim.Pid}", seen.Error, StringComparison.Ordinal);
        }
        finally
        {
            Native.SendSignal(child, Signals.Kill);
        }
    }
}
