using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Queues;

/// <summary>The route that shows the line of a run queue.</summary>
public sealed class QueueDueFunctions(QueueDueQueries queries)
{
    private const int DefaultLimit = 50;

    /// <summary>The launches that may be claimed, in their order. Nothing is claimed by it.</summary>
    [Function("ListDueLaunches")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "queues/{queue}/due")] HttpRequest request, string queue, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(request.Query);
        var limit = reader.Integer("limit", 1, QueueDueQueries.LargestLimit) ?? DefaultLimit;
        var before = reader.Time("before");

        // An agent without labels takes what has none: "labels=" is not the same as no "labels".
        IReadOnlyList<string>? labels = request.Query.ContainsKey("labels") ? LabelSet.Normalised(Words(reader.Text("labels"))) : null;
        if (reader.Problems.Count > 0)
            return ApiResults.InvalidQuery(reader.Problems);

        return await queries.FindAsync(queue, labels, before, limit, cancellationToken) is { } due
            ? ApiResults.Json(new ListPage<DueLaunchView>(due, NextPageToken: null))
            : QueueErrors.Unknown();
    }

    private static string[] Words(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
