using System.Collections;
using System.Text;
using System.Text.Json;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;
using LaunchAgent.Shim;
using Microsoft.Extensions.Logging.Abstractions;

namespace LaunchAgent.Tests.Integration.Executors;

/// <summary>A process executor over a root folder of its own, with real shims and real commands.</summary>
internal sealed class ExecutorBench : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("executor-");
    private readonly List<string> _keys = [];

    public ExecutorBench(string? killAt = null)
    {
        Options = new(Path.Combine(_root.FullName, "root"), "this-machine", CleanEnvironment.From(Environment.GetEnvironmentVariables()), ShimKillAt: killAt);
        Executor = NewHost();
    }

    public ProcessExecutorOptions Options { get; }

    public ProcessExecutor Executor { get; }

    /// <summary>A file for marks, outside of what the executor owns.</summary>
    public string Marks => Path.Combine(_root.FullName, "marks");

    public int MarkCount => File.Exists(Marks) ? File.ReadAllLines(Marks).Length : 0;

    /// <summary>What a host that starts after this one would use.</summary>
    public ProcessExecutor NewHost(TimeProvider? clock = null) => new(Options, clock ?? TimeProvider.System, NullLogger<ProcessExecutor>.Instance);

    public AttemptFolder Folder(string key) => AttemptFolder.Of(Options.Root, key);

    /// <summary>A request that runs a shell script; <c>$MARKS</c> is <see cref="Marks"/>.</summary>
    public AttemptRequest Script(string script, string key = "k-1") => Run(["sh", "-c", script], key);

    public AttemptRequest Run(string[] command, string key = "k-1")
    {
        _keys.Add(key);
        return new(key, "k", "run", 1, command, null, new Dictionary<string, string> { ["MARKS"] = Marks }, new Dictionary<string, string>(), CaptureOutput: true);
    }

    public async Task<AttemptObservation> ObserveAsync(string key = "k-1") => (await Executor.ObserveAsync([key], default))[key];

    public Task<AttemptObservation> EndedAsync(string key = "k-1") => UntilAsync(key, AttemptPhase.Exited, AttemptPhase.Lost);

    public async Task<AttemptObservation> UntilAsync(string key, params AttemptPhase[] phases)
    {
        AttemptObservation? seen = null;
        await Eventually.TrueAsync(async () => Array.IndexOf(phases, (seen = await ObserveAsync(key)).Phase) >= 0, $"{key} is {string.Join(" or ", phases)}");
        return seen!;
    }

    public async Task<AttemptObservation> RunToEndAsync(AttemptRequest request)
    {
        await Executor.SubmitAsync(request, default);
        return await EndedAsync(request.Key);
    }

    public async Task<IReadOnlyList<OutputLine>> OutputAsync(string key = "k-1", int maximumBytes = 1 << 20)
    {
        var bytes = new List<byte>();
        for (var offset = 0L; ;)
        {
            var slice = await Executor.ReadOutputAsync(key, offset, maximumBytes, default);
            bytes.AddRange(slice.Bytes.ToArray());
            if (slice.Complete || slice.Bytes.IsEmpty)
                return OutputLine.Parse([.. bytes]);
            offset = slice.NextOffset;
        }
    }

    public async Task<string> TextAsync(string key = "k-1") => string.Join('\n', (await OutputAsync(key)).Select(line => line.Text));

    public byte[] RequestJson(AttemptRequest request) => JsonSerializer.SerializeToUtf8Bytes(
        new ShimRequest(request.Command, null, CleanEnvironment.For(request, Folder(request.Key).Result, Options.CleanEnvironment), request.Files, true),
        ShimJson.Default.ShimRequest);

    /// <summary>Ends what a failed test may have left; the session's number is checked as in the product.</summary>
    public void Dispose()
    {
        foreach (var facts in _keys.Distinct().Select(key => (Key: key, Facts: AttemptFacts.Gather(Folder(key)))))
        {
            if (facts.Facts.Shim is { } shim)
                Leftovers.End(facts.Key, shim, facts.Facts.Command, TimeSpan.FromSeconds(5));
        }

        _root.Delete(recursive: true);
    }
}
