using Azure;
using Azure.Storage.Blobs;

namespace LaunchAgent.Storage;

/// <summary>
/// Texts that may be too long for a table property. A property holds the JSON itself or, over
/// <see cref="LargestInline"/> characters, <c>blob:</c> and a name; JSON never begins with that.
/// </summary>
public sealed class TextBlobs(BlobContainerClient container)
{
    /// <summary>The longest text kept in a row, in characters; a property holds 32 K.</summary>
    public const int LargestInline = 30_000;

    private const string Pointer = "blob:";

    /// <summary>
    /// The value for a property. A long text is written to its blob first, so that no row ever points to nothing; the name comes
    /// from ids, so that a repetition writes the same blob.
    /// </summary>
    public async Task<string> StoreAsync(string name, string json, CancellationToken cancellationToken)
    {
        if (json.Length <= LargestInline)
            return json;
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(json), overwrite: true, cancellationToken);
        return Pointer + name;
    }

    /// <summary>
    /// The value for a property of what others may write under the same ids at the same moment: the name of its blob ends in a hash of the text, so that no
    /// writer ever changes what another one's row points to.
    /// </summary>
    public Task<string> StoreByContentAsync(string folder, string json, CancellationToken cancellationToken) =>
        StoreAsync(json.Length <= LargestInline ? folder : $"{folder}/{Hash.Short(json, Hash.WholeLength)}.json", json, cancellationToken);

    /// <summary>Deletes the blob behind a property's value, when there is one.</summary>
    public async Task DeleteAsync(string value, CancellationToken cancellationToken)
    {
        if (value.StartsWith(Pointer, StringComparison.Ordinal))
            await container.GetBlobClient(value[Pointer.Length..]).DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    /// <summary>The text behind a property's value; null when its blob is gone, as those of a launch that is being removed.</summary>
    public async Task<string?> FindAsync(string value, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(value, cancellationToken);
        }
        // A missing container is an outage and no answer about the blob.
        catch (RequestFailedException missing) when (missing is { Status: 404, ErrorCode: not "ContainerNotFound" })
        {
            return null;
        }
    }

    /// <summary>The text behind a property's value, which must be there.</summary>
    public async Task<string> LoadAsync(string value, CancellationToken cancellationToken)
    {
        if (!value.StartsWith(Pointer, StringComparison.Ordinal))
            return value;
        var blob = await container.GetBlobClient(value[Pointer.Length..]).DownloadContentAsync(cancellationToken);
        return blob.Value.Content.ToString();
    }
}
