using System.Collections.Concurrent;
using Azure;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Attempts;

/// <summary>Copies the output of attempts from their executor to blobs. The blob's length says how far the copy is, so any host can go on.</summary>
public sealed class OutputCopier(OutputBlobs blobs, ILogger<OutputCopier> logger)
{
    // What may be written faster than it is copied must not keep a look from the other attempts.
    private const int MostBlocksALook = 16;

    // Only saves asking for the length; a wrong value is refused by the blob. An attempt that is not in it is taken for new: of output that
    // is not there nothing is asked, and what was stored before a restart is refused once and then gone on from.
    private readonly ConcurrentDictionary<string, long> _copied = new(StringComparer.Ordinal);

    /// <summary>Copies what is new.</summary>
    /// <param name="executor">Where the attempt runs.</param>
    /// <param name="attemptKey">The attempt.</param>
    /// <param name="untilComplete">Whether the attempt has ended, so that all of its output must be stored before it is recorded as ended; else a part of it is copied.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    public async Task CopyAsync(IExecutor executor, string attemptKey, bool untilComplete, CancellationToken cancellationToken)
    {
        var offset = _copied.GetValueOrDefault(attemptKey);
        for (var blocks = 0; untilComplete || blocks < MostBlocksALook; blocks++)
        {
            var slice = await executor.ReadOutputAsync(attemptKey, offset, OutputBlobs.BlockBytes, cancellationToken);
            if (slice.Bytes.IsEmpty)
                break;
            try
            {
                offset = await blobs.TryAppendAsync(attemptKey, offset, slice.Bytes, cancellationToken)
                    ? slice.NextOffset
                    : await blobs.LengthAsync(attemptKey, cancellationToken);
            }
            catch (RequestFailedException full) when (full.ErrorCode == OutputBlobs.Full)
            {
                // What is lost is output; the launch itself must be able to end.
                logger.OutputTooLong(attemptKey);
                break;
            }

            _copied[attemptKey] = offset;
        }

        if (untilComplete)
            _copied.TryRemove(attemptKey, out _);
    }
}
