using System.Text.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Executors.Abstractions;

/// <summary>
/// A place where attempts run; the outside begins here. Every operation names an attempt by its key and may be repeated at any
/// time, by any host: an executor answers from what it stored, never from the memory of the process that asked first.
/// </summary>
/// <remarks>All members throw <see cref="ExecutorException"/>, which says whether trying again can help.</remarks>
public interface IExecutor
{
    /// <summary>The kind of place, in the words of the contract: <c>process</c>.</summary>
    string Type { get; }

    /// <summary>
    /// Which place of this type it is; never changes. Executors of the same instance know the same attempts, so a key that is submitted
    /// through either of them runs once; through executors of two instances it would run twice.
    /// </summary>
    string Instance { get; }

    /// <summary>The most attempts that may be claimed for this place at once, by all agents together; -1 is no limit, 0 takes none.</summary>
    int Capacity { get; }

    /// <summary>
    /// What stands against a launch here, and what of its resource args would have no effect: told when it is submitted, not when it starts.
    /// </summary>
    /// <param name="spec">The launch.</param>
    /// <param name="resourceArgs">Its resource args as they will be, a JSON object; null when there are none.</param>
    IReadOnlyList<ResourceArgFinding> Check(LaunchSpec spec, JsonElement? resourceArgs);

    /// <summary>
    /// Starts the attempt unless its key was ever started before: one run per key, ever. Returns once the key is taken, so that an
    /// observation made afterwards knows it. What the command itself does wrong (not found, exit code) is in the observation, not here.
    /// </summary>
    Task SubmitAsync(AttemptRequest request, CancellationToken cancellationToken);

    /// <summary>The states of many attempts at once; every key asked for is answered.</summary>
    Task<IReadOnlyDictionary<string, AttemptObservation>> ObserveAsync(IReadOnlyCollection<string> attemptKeys, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the attempt to end, or with <paramref name="force"/> ends it. Remembered: a key that is stopped before it started never
    /// runs its command. An attempt that ended already is left alone.
    /// </summary>
    Task StopAsync(string attemptKey, bool force, CancellationToken cancellationToken);

    /// <summary>
    /// Output from a byte offset on, as JSON lines <c>{"at","stream","text"}</c>, whole lines only, while the attempt runs and after it.
    /// </summary>
    /// <param name="attemptKey">The attempt.</param>
    /// <param name="offset">0, or <see cref="OutputSlice.NextOffset"/> of the slice before.</param>
    /// <param name="maximumBytes">At most so many bytes, except that one line longer than this is returned whole.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<OutputSlice> ReadOutputAsync(string attemptKey, long offset, int maximumBytes, CancellationToken cancellationToken);

    /// <summary>
    /// The text the attempt wrote to <c>LAUNCH_RESULT_FILE</c>, at most 1 MiB (larger: code <c>result_too_large</c>), or null when it wrote none.
    /// </summary>
    Task<string?> ReadResultAsync(string attemptKey, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what the attempt left behind, once it has ended and everything worth keeping is stored elsewhere. Its key stays taken
    /// and its last observation stays readable.
    /// </summary>
    Task ForgetAsync(string attemptKey, CancellationToken cancellationToken);

    /// <summary>
    /// Frees the keys that were forgotten before a time. For keys that nobody will ever submit again. May do a part only; the next call goes on.
    /// </summary>
    Task PruneAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
