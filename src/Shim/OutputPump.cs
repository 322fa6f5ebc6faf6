using System.Runtime.InteropServices;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Shim;

/// <summary>
/// Reads both streams of a command in one thread, so that what was written with a pause between is recorded in that order. (Within one
/// burst the operating system does not tell the order between the two; within one stream it is exact.)
/// </summary>
internal sealed class OutputPump(OutputFile file, TimeProvider time)
{
    // In JSON at most six times as much.
    private const int LongestPiece = 16 * 1024;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    // So that a progress bar, which never ends its line, can be watched.
    private static readonly TimeSpan LongestWaitForLineEnd = TimeSpan.FromSeconds(2);

    // A process that the command left behind may still have to say something, as tee in > >(tee log) does.
    private static readonly TimeSpan GraceForOthers = TimeSpan.FromSeconds(5);

    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Records until the command has ended and nobody writes any more, or those who do had their grace.</summary>
    /// <returns>How the command ended, and when.</returns>
    public (ExitStatus Status, DateTimeOffset At) Run(int pid, int output, int errors)
    {
        Source[] sources = [new(output, "stdout", file), new(errors, "stderr", file)];
        ExitStatus? status = null;
        DateTimeOffset endedAt = default;
        var ended = 0L;
        var looked = time.GetTimestamp();

        while (sources.Any(source => source.IsOpen) && (status is null || time.GetElapsedTime(ended) < GraceForOthers))
        {
            var ready = Poll(sources);
            foreach (var source in ready)
                Read(source);

            var now = time.GetUtcNow();
            foreach (var source in sources)
                source.EmitIfWaitingSince(now - LongestWaitForLineEnd);
            file.Flush();

            // First what it wrote, then that it ended; but a process it left behind may write without end.
            if (status is null && (ready.Count == 0 || time.GetElapsedTime(looked) > Tick))
            {
                looked = time.GetTimestamp();
                if ((status = Spawn.Wait(pid, hang: false)) is not null)
                    (endedAt, ended) = (now, looked);
            }
        }

        if (status is null)
            (status, endedAt) = (Spawn.Wait(pid, hang: true)!, time.GetUtcNow());

        foreach (var source in sources)
            source.End();
        file.Flush();
        return (status, endedAt);
    }

    private static List<Source> Poll(Source[] sources)
    {
        var open = sources.Where(source => source.IsOpen).ToList();
        var descriptors = open.Select(source => new Native.PollDescriptor { Descriptor = source.Descriptor, Events = Native.PollIn }).ToArray();
        var count = Native.Poll(descriptors, descriptors.Length, (int)Tick.TotalMilliseconds);
        return count <= 0 ? [] : [.. open.Where((_, index) => descriptors[index].Returned != 0)];
    }

    private void Read(Source source)
    {
        var count = (int)Native.Read(source.Descriptor, _buffer, _buffer.Length);
        if (count > 0)
            source.Feed(_buffer.AsSpan(0, count), time.GetUtcNow());
        else if (count == 0 || Marshal.GetLastPInvokeError() != Native.InterruptedError)
            source.End();
    }

    private sealed class Source(int descriptor, string name, OutputFile file)
    {
        private readonly LineSplitter _lines = new(LongestPiece, (text, continued) => file.Add(name, text, continued));
        private DateTimeOffset _waitingSince;

        public int Descriptor { get; } = descriptor;

        public bool IsOpen { get; private set; } = true;

        public void Feed(ReadOnlySpan<byte> bytes, DateTimeOffset at)
        {
            var goesOn = _lines.HasPending && bytes.IndexOf((byte)'\n') < 0;
            _lines.Feed(bytes);
            if (!goesOn)
                _waitingSince = at;
        }

        public void EmitIfWaitingSince(DateTimeOffset limit)
        {
            if (_lines.HasPending && _waitingSince < limit)
                _lines.EmitPending();
        }

        public void End()
        {
            if (!IsOpen)
                return;

            IsOpen = false;
            _lines.End();
            _ = Native.Close(Descriptor);
        }
    }
}
