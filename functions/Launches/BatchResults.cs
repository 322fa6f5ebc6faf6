using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Submission;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Functions.Launches;

/// <summary>Submits a batch and answers it; what was recorded is offered slots beside the answer, once per queue.</summary>
public sealed class BatchResults(BatchSubmissions submissions, DispatchOnSubmit dispatch)
{
    /// <summary>200 with one result for each item; 422 with all problems of the batch itself, and then nothing is recorded.</summary>
    public async Task<IActionResult> SubmitAsync(ParsedRequest<LaunchBatch> batch, CancellationToken cancellationToken)
    {
        if (!batch.IsValid)
            return ApiResults.InvalidBody(batch.Problems, "invalid_request", "Invalid request");

        var outcome = await submissions.SubmitAsync(batch.Value, cancellationToken);
        await dispatch.LeaveAsync(outcome.Accepted);
        return ApiResults.Json(new BatchResult(outcome.Results));
    }
}
