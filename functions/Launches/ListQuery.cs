using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace LaunchAgent.Functions.Launches;

/// <summary>The query of a list.</summary>
public static class ListQuery
{
    /// <summary>Reads a query; the answer lists everything that is wrong with it. Names that mean nothing here are left alone.</summary>
    public static ListRequest Parse(IQueryCollection query, out IReadOnlyList<Problem> problems)
    {
        var reader = new QueryReader(query);
        var limit = reader.Integer("limit", 1, ListRequest.LargestLimit) ?? ListRequest.DefaultLimit;

        LaunchState? state = null;
        if (reader.Text("state") is { } stateText)
        {
            if (WireName.TryParse<LaunchState>(stateText, out var known))
                state = known;
            else
                reader.Refuse("state", "'state' is none of the states of a launch.", WireName.All<LaunchState>());
        }

        var token = reader.Text("page_token");
        if (token is not null && !LaunchId.IsRest(token))
            reader.Refuse("page_token", "'page_token' is not one that a list returned.");

        var filter = new LaunchFilter
        {
            Queue = reader.Text("queue"),
            State = state,
            Author = reader.Text("author"),
            Tag = reader.Text("tag"),
            SweepId = reader.Text("sweep_id"),
            IdempotencyKey = reader.Text("idempotency_key"),
            CreatedAfter = reader.Time("created_after"),
        };
        problems = reader.Problems;
        return new ListRequest(filter, token, limit);
    }
}
