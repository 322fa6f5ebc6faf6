using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace LaunchAgent.Functions.Launches;

/// <summary>The query of a page of output.</summary>
public static class LogQuery
{
    private static readonly string[] Streams = ["stdout", "stderr"];

    /// <summary>Reads a query; the answer lists everything that is wrong with it.</summary>
    public static LogRequest Parse(IQueryCollection query, out IReadOnlyList<Problem> problems)
    {
        var reader = new QueryReader(query);
        var attempt = reader.Integer("attempt", 1, LogPosition.LargestAttempt);
        var stream = reader.Text("stream");
        if (stream is not null && !Streams.Contains(stream))
            reader.Refuse("stream", "'stream' is stdout or stderr.", Streams);

        var first = new LogPosition(attempt ?? 1, 0);
        var from = reader.Text("after") is { } after ? LogPosition.Parse(after, first.Attempt) : first;
        if (from is null)
            RefuseAfter(reader);
        else if (attempt is not null && from.Attempt != attempt)
            reader.Refuse("after", "'after' is a position in another attempt than the one in 'attempt'.");

        var limit = reader.Integer("limit", 1, LogRequest.LargestLimit) ?? LogRequest.DefaultLimit;
        var wait = reader.Integer("wait_seconds", 0, LogRequest.LongestWaitSeconds) ?? 0;
        problems = reader.Problems;
        return new LogRequest(attempt, stream, from ?? first, limit, TimeSpan.FromSeconds(wait));
    }

    /// <summary>Notes that no line begins where the page should.</summary>
    public static void RefuseAfter(QueryReader reader) => reader.Refuse("after", "'after' is not a position that this route returned as next_after.");
}
