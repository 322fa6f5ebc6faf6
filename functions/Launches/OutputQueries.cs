using System.Globalization;
using System.Text;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches;

/// <summary>Reads the stored output of an attempt for people.</summary>
public sealed class OutputQueries(OutputBlobs blobs)
{
    /// <summary>Lines after a position; the position is a byte offset and only ever taken from an earlier answer.</summary>
    public async Task<LogPage> ReadAsync(LaunchDetail launch, int attempt, string? after, CancellationToken cancellationToken)
    {
        var offset = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var id = LaunchId.Parse(launch.Id);
        var bytes = await blobs.ReadAsync(id.AttemptKey(attempt), offset, cancellationToken);

        // A part of the blob may end inside a line; that line belongs to the next page.
        var whole = bytes.Span.LastIndexOf((byte)'\n') + 1;
        LogLine[] lines = [.. Encoding.UTF8.GetString(bytes.Span[..whole])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => ContractJson.Deserialize<LogLine>(line)! with { Attempt = attempt })];
        var complete = bytes.Length < OutputBlobs.BlockBytes && (launch.State.IsFinal() || attempt < launch.Attempt);
        return new LogPage(lines, (offset + whole).ToString(CultureInfo.InvariantCulture), complete);
    }
}
