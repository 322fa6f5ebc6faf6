using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Executors.Process;

/// <summary>
/// Runs attempts as processes of this machine, each under a shim that outlives the host. Everything it knows is in its root folder, so
/// any host on the machine that uses the same folder sees and controls the same attempts.
/// </summary>
internal sealed class ProcessExecutor(ProcessExecutorOptions options, TimeProvider time, ILogger<ProcessExecutor> logger) : IExecutor, ISignalsExit
{
    private static readonly TimeSpan PatienceForLeftovers = TimeSpan.FromSeconds(2);

    private readonly Lazy<RootFolder> _root = new(() => RootFolder.Open(options), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>
    /// An attempt that this host started has ended (its key). Raised at once, from any thread, and not for attempts of an earlier host:
    /// those are seen by observing.
    /// </summary>
    public event Action<string>? Exited;

    public string Type => "process";

    public string Instance => InRoot(root => root.Instance);

    public int Capacity => options.Capacity;

    public IReadOnlyList<ResourceArgFinding> Check(LaunchSpec spec, JsonElement? resourceArgs) => ProcessResourceArgs.Check(spec, resourceArgs);

    public Task SubmitAsync(AttemptRequest asked, CancellationToken cancellationToken) => GuardAsync(asked.Key, async folder =>
    {
        var request = ProcessResourceArgs.Apply(asked);
        RequestRules.Check(request);
        if (File.Exists(folder.Started) || File.Exists(folder.Tombstone))
        {
            logger.AttemptKnown(request.Key);
            return true;
        }

        Directory.CreateDirectory(folder.Path);
        var shimRequest = new ShimRequest(
            request.Command,
            request.WorkingDirectory,
            CleanEnvironment.For(request, folder.Result, options.CleanEnvironment),
            request.Files,
            request.CaptureOutput);
        if (await ShimStart.RunAsync(folder, shimRequest, options, () => Exited?.Invoke(request.Key), cancellationToken))
            logger.AttemptStarted(request.Key);
        else
            logger.AttemptKnown(request.Key);
        return true;
    });

    public async Task<IReadOnlyDictionary<string, AttemptObservation>> ObserveAsync(IReadOnlyCollection<string> attemptKeys, CancellationToken cancellationToken)
    {
        var observations = new Dictionary<string, AttemptObservation>(StringComparer.Ordinal);
        foreach (var key in attemptKeys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            observations[key] = await GuardAsync(key, folder => Task.FromResult(ObserveApart(folder)));
        }

        return observations;
    }

    public Task StopAsync(string attemptKey, bool force, CancellationToken cancellationToken) => GuardAsync(attemptKey, folder =>
    {
        if (!File.Exists(folder.Tombstone))
        {
            logger.AttemptStopped(attemptKey, force);
            if (AttemptStop.Run(folder, force, time))
                logger.ShimKilled(attemptKey);
        }

        return Task.FromResult(true);
    });

    public Task<OutputSlice> ReadOutputAsync(string attemptKey, long offset, int maximumBytes, CancellationToken cancellationToken) => GuardAsync(attemptKey, folder =>
    {
        var ended = AttemptFacts.Gather(folder).Read().Phase is AttemptPhase.Exited or AttemptPhase.Lost;
        return OutputReading.ReadAsync(folder, offset, maximumBytes, ended, cancellationToken);
    });

    public Task<string?> ReadResultAsync(string attemptKey, CancellationToken cancellationToken) =>
        GuardAsync(attemptKey, folder => ResultReading.ReadAsync(folder, cancellationToken));

    public Task ForgetAsync(string attemptKey, CancellationToken cancellationToken) => GuardAsync(attemptKey, folder =>
    {
        var last = Observe(folder) switch
        {
            { Phase: AttemptPhase.Unknown } => new AttemptObservation(AttemptPhase.Lost, Error: "Forgotten before it started."),
            { Phase: AttemptPhase.Starting or AttemptPhase.Running } => throw new ExecutorException("still_running", "An attempt that runs cannot be forgotten. Stop it first.", retryable: true),
            var ended => ended,
        };

        // First the stone, then the folder: in between the key is taken twice, never not at all.
        _ = DurableFile.TryCreate(folder.Tombstone, JsonSerializer.SerializeToUtf8Bytes(last, ProcessJson.Default.AttemptObservation));
        RootFolder.Delete(folder.Path);
        return Task.FromResult(true);
    });

    public Task PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        InRoot(root =>
        {
            root.Prune(before, cancellationToken);
            return true;
        });
        return Task.CompletedTask;
    }

    // One attempt whose files cannot be read must not hide all others. Not known to have ended, it counts as running.
    private AttemptObservation ObserveApart(AttemptFolder folder)
    {
        try
        {
            return Observe(folder);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            logger.AttemptUnreadable(unreadable, folder.Key);
            return new(AttemptPhase.Running, Error: $"Its files cannot be read now: {unreadable.Message}");
        }
    }

    private AttemptObservation Observe(AttemptFolder folder)
    {
        var facts = AttemptFacts.Gather(folder);
        var seen = facts.Read();
        if (seen.Phase != AttemptPhase.Lost || facts.Tombstone is not null || facts.Shim is not { } shim)
            return seen;

        var leftovers = Leftovers.End(folder.Key, shim, facts.Command, PatienceForLeftovers);
        logger.AttemptLost(folder.Key, seen.Error!, leftovers.ToString());
        return leftovers switch
        {
            // Not lost until nothing of it runs; the next look kills again.
            Leftovers.Outcome.Dying => seen with { Phase = AttemptPhase.Running, Error = "The command is being killed after its watching process was lost." },
            Leftovers.Outcome.Unproven => seen with { Error = $"{seen.Error} Processes of session {shim.Pid} may be left of it: check with 'ps -o pid,sid,args -s {shim.Pid}'." },
            _ => seen,
        };
    }

    private T InRoot<T>(Func<RootFolder, T> work)
    {
        try
        {
            return work(_root.Value);
        }
        catch (Exception storage) when (storage is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"The folder {options.Root}", storage);
        }
    }

    private async Task<T> GuardAsync<T>(string key, Func<AttemptFolder, Task<T>> work)
    {
        AttemptKey.Check(key);
        try
        {
            return await work(_root.Value.Attempt(key));
        }
        catch (Exception storage) when (storage is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"The folder of attempt {key}", storage);
        }
    }

    private static ExecutorException Unusable(string folder, Exception storage) =>
        new("folder_unusable", $"{folder} could not be used: {storage.Message}", retryable: storage is IOException, storage);
}
