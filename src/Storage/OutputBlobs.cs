using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace LaunchAgent.Storage;

/// <summary>The output of attempts: one append blob each, the same bytes as at the executor, so that its length is the place to go on from.</summary>
public sealed class OutputBlobs(BlobContainerClient container)
{
    /// <summary>The most that is read or appended at once, in bytes.</summary>
    public const int BlockBytes = 1024 * 1024;

    /// <summary>The error code of an append to a blob that has as many blocks as it can hold, 50,000.</summary>
    public const string Full = "BlockCountExceedsLimit";

    /// <summary>How much of an attempt's output is stored; 0 when none is.</summary>
    public async Task<long> LengthAsync(string attemptKey, CancellationToken cancellationToken)
    {
        try
        {
            return (await BlobOf(attemptKey).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return 0;
        }
    }

    /// <summary>
    /// Adds output at an offset. False when the blob is longer or shorter than that: somebody else wrote, or an answer was lost
    /// and this was written already; then ask for the length and go on from there.
    /// </summary>
    public async Task<bool> TryAppendAsync(string attemptKey, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var blob = BlobOf(attemptKey);
        if (offset == 0)
            await blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        try
        {
            using var block = new MemoryStream(bytes.ToArray(), writable: false);
            await blob.AppendBlockAsync(
                block,
                new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = offset } },
                cancellationToken);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status == 412)
        {
            return false;
        }
    }

    /// <summary>Stored output from an offset on, at most <see cref="BlockBytes"/>; empty at the end or when there is none.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string attemptKey, long offset, CancellationToken cancellationToken)
    {
        try
        {
            var part = await BlobOf(attemptKey).DownloadContentAsync(
                new BlobDownloadOptions { Range = new HttpRange(offset, BlockBytes) }, cancellationToken);
            return part.Value.Content.ToMemory();
        }
        catch (RequestFailedException none) when (none.Status is 404 or 416)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
    }

    /// <summary>Deletes the output of an attempt, when there is any.</summary>
    public Task DeleteAsync(string attemptKey, CancellationToken cancellationToken) =>
        BlobOf(attemptKey).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    private AppendBlobClient BlobOf(string attemptKey) => container.GetAppendBlobClient($"{attemptKey}.jsonl");
}
