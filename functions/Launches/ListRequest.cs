using System.Globalization;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;
using Microsoft.AspNetCore.Http;

namespace LaunchAgent.Functions.Launches;

/// <summary>One page of a list, as it is asked for.</summary>
/// <param name="Filter">Which launches.</param>
/// <param name="PageToken">Where the page before ended; null is the first page.</param>
/// <param name="Limit">The most launches on the page, from 1 to <see cref="LargestLimit"/>.</param>
public sealed record ListRequest(LaunchFilter Filter, string? PageToken = null, int Limit = ListRequest.DefaultLimit)
{
    /// <summary>The launches on a page that names no limit.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The most launches on a page.</summary>
    public const int LargestLimit = 500;

    // Ids hold Unix milliseconds of 13 digits: there are none outside of these years.
    private const int FirstYear = 1970;
    private const int LastYear = 2286;

    /// <summary>Reads a query; the answer lists everything that is wrong with it. Names that mean nothing here are left alone.</summary>
    public static ListRequest Parse(IQueryCollection query, out IReadOnlyList<Problem> problems)
    {
        var found = new List<Problem>();

        string? Text(string name)
        {
            if (query[name].Count > 1)
                found.Add(new Problem("?" + name, ProblemCodes.DuplicateField, $"'{name}' is given more than once."));
            return (string?)query[name] is { Length: > 0 } text ? text : null;
        }

        void Refuse(string name, string message, IReadOnlyList<string>? allowed = null) =>
            found.Add(new Problem("?" + name, ProblemCodes.InvalidValue, message, allowed));

        var limit = DefaultLimit;
        if (Text("limit") is { } limitText
            && !(int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is > 0 and <= LargestLimit))
            Refuse("limit", $"'limit' is a number from 1 to {LargestLimit}.");

        LaunchState? state = null;
        if (Text("state") is { } stateText)
        {
            if (WireName.TryParse<LaunchState>(stateText, out var known))
                state = known;
            else
                Refuse("state", "'state' is none of the states of a launch.", WireName.All<LaunchState>());
        }

        DateTimeOffset? createdAfter = null;
        if (Text("created_after") is { } timeText)
        {
            if (DateTimeOffset.TryParse(timeText, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                && time.Year is >= FirstYear and < LastYear)
                createdAfter = time;
            else
                Refuse("created_after", "'created_after' is a time such as 2031-05-01T12:00:00Z.");
        }

        var token = Text("page_token");
        if (token is not null && !LaunchId.IsRest(token))
            Refuse("page_token", "'page_token' is not one that a list returned.");

        var filter = new LaunchFilter
        {
            Queue = Text("queue"),
            State = state,
            Author = Text("author"),
            Tag = Text("tag"),
            SweepId = Text("sweep_id"),
            IdempotencyKey = Text("idempotency_key"),
            CreatedAfter = createdAfter,
        };
        problems = found;
        return new ListRequest(filter, token, limit);
    }
}
