using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queries;

/// <summary>Reads the stored output of a launch for people.</summary>
public sealed class OutputQueries(OutputBlobs blobs)
{
    // What one page may cost when lines are few and far between.
    private const int ReadsPerPage = 8;

    /// <summary>
    /// A page of lines from a position on; null when no line begins there. A page without lines may still have moved on: lines of
    /// the other stream, or attempts that wrote nothing, were passed.
    /// </summary>
    public async Task<LogPage?> ReadAsync(LaunchRow launch, LogRequest asked, CancellationToken cancellationToken)
    {
        var lines = new List<LogLine>();
        var at = asked.From;
        for (var reads = 0; reads < ReadsPerPage && lines.Count < asked.Limit; reads++)
        {
            var bytes = await blobs.ReadAsync(launch.Id.AttemptKey(at.Attempt), at.Offset, cancellationToken);
            if (!TryReadLines(bytes.Span, at.Attempt, asked, lines, out var length))
                return null;

            at = at with { Offset = at.Offset + length };
            if (lines.Count == asked.Limit || bytes.Length == OutputBlobs.BlockBytes)
                continue;

            // All that is stored of the attempt was read.
            if (!HasEnded(launch, at.Attempt))
                break;
            if (asked.Attempt is not null || at.Attempt >= Started(launch))
                return new LogPage(lines, at.ToString(), Complete: asked.Attempt is not null || launch.State.IsFinal());
            at = new LogPosition(at.Attempt + 1, 0);
        }

        return new LogPage(lines, at.ToString(), Complete: false);
    }

    // A part of the blob may end inside a line; that line belongs to the next page.
    private static bool TryReadLines(ReadOnlySpan<byte> bytes, int attempt, LogRequest asked, List<LogLine> lines, out int length)
    {
        length = 0;
        try
        {
            while (lines.Count < asked.Limit && bytes[length..].IndexOf((byte)'\n') is >= 0 and var end)
            {
                var line = JsonSerializer.Deserialize<LogLine>(bytes.Slice(length, end), ContractJson.Options)!;
                if (asked.Stream is null || line.Stream == asked.Stream)
                    lines.Add(line with { Attempt = attempt });
                length += end + 1;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasEnded(LaunchRow launch, int attempt) =>
        launch.State.IsFinal() || attempt < launch.Attempt;

    // A launch that waits has the number of its next attempt already.
    private static int Started(LaunchRow launch) => launch.IndexKey is null ? launch.Attempt : launch.Attempt - 1;
}
