using System.Globalization;
using System.Text;
using System.Text.Json;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches;

/// <summary>Reads the stored output of an attempt for people.</summary>
public sealed class OutputQueries(OutputBlobs blobs)
{
    /// <summary>Lines from a byte offset on, which an earlier answer gave; null when no line begins there.</summary>
    public async Task<LogPage?> ReadAsync(LaunchDetail launch, int attempt, long offset, CancellationToken cancellationToken)
    {
        var id = LaunchId.Parse(launch.Id);
        var bytes = await blobs.ReadAsync(id.AttemptKey(attempt), offset, cancellationToken);

        // A part of the blob may end inside a line; that line belongs to the next page.
        var whole = bytes.Span.LastIndexOf((byte)'\n') + 1;
        if (!TryReadLines(Encoding.UTF8.GetString(bytes.Span[..whole]), attempt, out var lines))
            return null;

        var complete = bytes.Length < OutputBlobs.BlockBytes && (launch.State.IsFinal() || attempt < launch.Attempt);
        return new LogPage(lines, (offset + whole).ToString(CultureInfo.InvariantCulture), complete);
    }

    private static bool TryReadLines(string text, int attempt, out LogLine[] lines)
    {
        try
        {
            lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => ContractJson.Deserialize<LogLine>(line)! with { Attempt = attempt })];
            return true;
        }
        catch (JsonException)
        {
            lines = [];
            return false;
        }
    }
}
