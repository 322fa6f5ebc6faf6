using System.Collections.Concurrent;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches;

/// <summary>Copies the output of attempts from their executor to blobs. The blob's length says how far the copy is, so any host can go on.</summary>
public sealed class OutputCopier(OutputBlobs blobs)
{
    // Only saves asking for the length; a wrong value is refused by the blob. An attempt that is not in it is taken for new: of output that
    // is not there nothing is asked, and what was stored before a restart is refused once and then gone on from.
    private readonly ConcurrentDictionary<string, long> _copied = new(StringComparer.Ordinal);

    /// <summary>Copies what is new.</summary>
    /// <param name="executor">Where the attempt runs.</param>
    /// <param name="attemptKey">The attempt.</param>
    /// <param name="untilComplete">Whether the attempt has ended, so that all of its output must be stored before it is recorded as ended.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    public async Task CopyAsync(IExecutor executor, string attemptKey, bool untilComplete, CancellationToken cancellationToken)
    {
        var offset = _copied.GetValueOrDefault(attemptKey);
        while (true)
        {
            var slice = await executor.ReadOutputAsync(attemptKey, offset, OutputBlobs.BlockBytes, cancellationToken);
            if (slice.Bytes.IsEmpty)
                break;
            offset = await blobs.TryAppendAsync(attemptKey, offset, slice.Bytes, cancellationToken)
                ? slice.NextOffset
                : await blobs.LengthAsync(attemptKey, cancellationToken);
            _copied[attemptKey] = offset;
        }

        if (untilComplete)
            _copied.TryRemove(attemptKey, out _);
    }
}
