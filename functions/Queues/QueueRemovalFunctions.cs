using LaunchAgent.Core;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Queues;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Queues;

/// <summary>The route that removes run queues.</summary>
public sealed class QueueRemovalFunctions(QueueRemoval removal, QueueQueries queues)
{
    /// <summary>Removes an empty queue: 204. With <c>?force=true</c> any: 204 when it is gone, 202 while what is in it ends.</summary>
    [Function("DeleteQueue")]
    public async Task<IActionResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "queues/{queue}")] HttpRequest request, string queue, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(request.Query);
        var force = reader.Text("force");
        if (force is not (null or "true" or "false"))
            reader.Refuse("force", "'force' is true or false.", ["true", "false"]);
        if (reader.Problems.Count > 0)
            return ApiResults.InvalidQuery(reader.Problems);
        if (queue == QueueNames.Default)
            return QueueErrors.IsDefault();

        var condition = QueueErrors.ConditionOf(request);
        var change = force == "true"
            ? await removal.RemoveByForceAsync(queue, condition, cancellationToken)
            : await removal.RemoveEmptyAsync(queue, condition, cancellationToken);
        if (QueueErrors.Refusal(change) is { } refusal)
            return refusal;
        return change.Outcome != QueueChangeOutcome.Removed && await queues.FindAsync(queue, cancellationToken) is { } left
            ? ApiResults.Json(left, StatusCodes.Status202Accepted)
            : new ContentResult { StatusCode = StatusCodes.Status204NoContent };
    }
}
