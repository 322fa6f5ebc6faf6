using System.Diagnostics;
using System.Globalization;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;

namespace LaunchAgent.Tests.Integration.Executors;

public sealed class OutputTests : IDisposable
{
    private readonly ExecutorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Streams_WrittenInTurns_KeepOrderAndTime()
    {
        var seen = await _bench.RunToEndAsync(_bench.Script("for i in 1 2 3 4 5; do echo out$i; sleep 0.05; echo err$i >&2; sleep 0.05; done"));

        var lines = await _bench.OutputAsync();
        Assert.Equal(Enumerable.Range(1, 5).SelectMany(i => new[] { $"stdout out{i}", $"stderr err{i}" }), lines.Select(line => $"{line.Stream} {line.Text}"));
        Assert.Equal(lines.Select(line => line.At).Order(), lines.Select(line => line.At));
        Assert.InRange(lines[0].At, seen.StartedAt!.Value, seen.EndedAt!.Value);
        Assert.InRange(lines[^1].At, seen.StartedAt!.Value, seen.EndedAt!.Value);
        Assert.True(lines[^1].At - lines[0].At > TimeSpan.FromMilliseconds(400), "The pauses show in the times.");
    }

    [Fact]
    public async Task Output_WhileItRuns_IsReadable()
    {
        await _bench.Executor.SubmitAsync(_bench.Script("echo first; while [ ! -e $MARKS ]; do sleep 0.05; done; echo second"), default);

        await Eventually.TrueAsync(async () => (await _bench.TextAsync()) == "first", "the first line");
        var early = await _bench.Executor.ReadOutputAsync("k-1", 0, 1 << 20, default);
        Assert.False(early.Complete);
        Assert.Equal(AttemptPhase.Running, (await _bench.ObserveAsync()).Phase);

        await File.WriteAllTextAsync(_bench.Marks, "go");
        await _bench.EndedAsync();
        var late = await _bench.Executor.ReadOutputAsync("k-1", early.NextOffset, 1 << 20, default);
        Assert.Equal(["second"], OutputLine.Parse(late.Bytes.ToArray()).Select(line => line.Text));
        Assert.True(late.Complete);
    }

    [Fact]
    public async Task Output_OfAProgressBarThatNeverEndsItsLine_IsReadable()
    {
        await _bench.Executor.SubmitAsync(_bench.Script("while [ ! -e $MARKS ]; do printf .; sleep 0.1; done"), default);

        await Eventually.TrueAsync(async () => (await _bench.OutputAsync()).Count > 1, "pieces of the line");

        await File.WriteAllTextAsync(_bench.Marks, "go");
        await _bench.EndedAsync();
        var lines = await _bench.OutputAsync();
        Assert.Equal([false, .. Enumerable.Repeat(true, lines.Count - 1)], lines.Select(line => line.Continued));
        Assert.All(lines, line => Assert.Equal("", line.Text.Trim('.')));
    }

    [Fact]
    public async Task Output_SmallSlices_AddUpToTheWhole()
    {
        await _bench.RunToEndAsync(_bench.Script("seq 1 500; printf end"));

        Assert.Equal([.. Enumerable.Range(1, 500).Select(i => i.ToString(CultureInfo.InvariantCulture)), "end"], (await _bench.OutputAsync(maximumBytes: 300)).Select(line => line.Text));
        Assert.Equal(501, (await _bench.OutputAsync(maximumBytes: 1)).Count);
    }

    [Fact]
    public async Task Output_OneVeryLongLine_ComesInPiecesThatAddUp()
    {
        await _bench.RunToEndAsync(_bench.Script("head -c 1000000 /dev/zero | tr '\\0' x; echo; echo next"));

        var lines = await _bench.OutputAsync();
        Assert.All(lines, line => Assert.True(line.Text.Length <= 16 * 1024));
        Assert.Equal(1_000_000, lines.SkipLast(1).Sum(line => line.Text.Length));
        Assert.Equal(("next", false), (lines[^1].Text, lines[^1].Continued));
        Assert.Equal([false, true], lines.Take(2).Select(line => line.Continued));
    }

    [Fact]
    public async Task Output_IsBinary_EveryLineIsStillJson()
    {
        await _bench.RunToEndAsync(_bench.Script("head -c 300000 /dev/urandom; printf '\\0\\1\\377\\n\"quoted\\\\'"));

        Assert.Equal("\"quoted\\", (await _bench.OutputAsync())[^1].Text);
    }

    [Fact]
    public async Task Output_OfACommandThatEndsAtOnce_IsComplete()
    {
        await _bench.RunToEndAsync(_bench.Script("printf 'no line end'"));

        Assert.Equal("no line end", await _bench.TextAsync());
    }

    [Fact]
    public async Task Output_Huge_ShimStaysSmall()
    {
        await _bench.Executor.SubmitAsync(_bench.Script("yes 0123456789012345678901234567890123456789 | head -c 60000000; echo done >&2; while [ ! -e $MARKS ]; do sleep 0.05; done"), default);
        await Eventually.TrueAsync(async () => (await LastLineAsync())?.Text == "done", "all output", TimeSpan.FromSeconds(60));

        var shim = AttemptFacts.Gather(_bench.Folder("k-1")).Shim!.Pid;
        using var process = Process.GetProcessById(shim);
        Assert.InRange(process.WorkingSet64, 1, 100_000_000);
        await File.WriteAllTextAsync(_bench.Marks, "go");
        await _bench.EndedAsync();

        async Task<OutputLine?> LastLineAsync()
        {
            var length = File.Exists(_bench.Folder("k-1").Output) ? new FileInfo(_bench.Folder("k-1").Output).Length : 0;
            var tail = await _bench.Executor.ReadOutputAsync("k-1", Math.Max(0, length - 4096), 8192, default);
            var text = tail.Bytes.ToArray();
            return OutputLine.Parse(text[(Array.IndexOf(text, (byte)'\n') + 1)..]).LastOrDefault();
        }
    }

    [Fact]
    public async Task Output_NotWanted_IsNotKept()
    {
        var seen = await _bench.RunToEndAsync(_bench.Script("echo x; echo y >&2") with { CaptureOutput = false });

        Assert.Equal(0, seen.ExitCode);
        Assert.False(File.Exists(_bench.Folder("k-1").Output));
        Assert.True((await _bench.Executor.ReadOutputAsync("k-1", 0, 100, default)).Complete);
    }

    [Fact]
    public async Task Output_OfAProcessTheCommandLeftBehind_IsStillRecorded()
    {
        // As bash does for: exec > >(tee log)
        await _bench.RunToEndAsync(_bench.Script("(sleep 0.5; echo late) & echo early"));

        Assert.Equal("early\nlate", await _bench.TextAsync());
    }

    [Fact]
    public async Task Pipe_WhoseReaderEnds_EndsItsWriterQuietly()
    {
        // The runtime ignores SIGPIPE; a command must not inherit that.
        await _bench.RunToEndAsync(_bench.Script("(yes; echo $? >&2) | head -n 1"));

        Assert.Equal(["141", "y"], (await _bench.OutputAsync()).Select(line => line.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task StandardInput_IsEmpty()
    {
        var seen = await _bench.RunToEndAsync(_bench.Script("wc -c"));

        Assert.Equal(("0", 0), ((await _bench.TextAsync()).Trim(), seen.ExitCode));
    }

    [Fact]
    public async Task ReadOutput_KeyNobodyStarted_EmptyAndOpen()
    {
        var slice = await _bench.Executor.ReadOutputAsync("never-1", 0, 100, default);

        Assert.Equal((0, 0L, false), (slice.Bytes.Length, slice.NextOffset, slice.Complete));
    }
}
