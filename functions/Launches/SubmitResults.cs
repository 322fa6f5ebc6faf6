using System.Globalization;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Submission;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Parsing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Functions.Launches;

/// <summary>Submits on behalf of a request and answers it; a launch that was recorded is offered a slot beside the answer.</summary>
public sealed class SubmitResults(Submissions submissions, LaunchQueries launches, DispatchOnSubmit dispatch)
{
    private const string LaunchesSegment = "/launches";

    /// <summary>Submits a spec: 201 with the launch, 200 when its key is known, 409 when the key came with another body, 422 with all problems, 429 when the queue takes no more.</summary>
    public async Task<IActionResult> SubmitAsync(
        HttpRequest request, ParsedSpec parsed, string text, string? retryOf, CancellationToken cancellationToken)
    {
        switch (await submissions.SubmitAsync(parsed, text, retryOf, cancellationToken))
        {
            case SubmissionResult.Created created:
                var launch = created.Launch;
                await dispatch.LeaveAsync([new AcceptedLaunch(launch.Id, launch.Queue, launch.DueAt)]);
                request.HttpContext.Response.Headers.Location = LocationOf(request, launch.Id.ToString());
                return ApiResults.Json<LaunchView>(LaunchViews.Of(launch, result: null), StatusCodes.Status201Created);

            case SubmissionResult.Known known when await launches.FindAsync(known.Id, cancellationToken) is { } first:
                request.HttpContext.Response.Headers.Location = LocationOf(request, first.Id);
                return ApiResults.Json<LaunchView>(first);

            case SubmissionResult.Known:
                return ApiResults.Conflict(LaunchErrors.InvalidState, "The launch that had this idempotency key is being removed, after its retention time. Send the request again.");

            case SubmissionResult.Refused refused:
                return ApiResults.InvalidBody(refused.Problems, "invalid_spec", "Invalid launch spec");

            case SubmissionResult.Full full:
                request.HttpContext.Response.Headers.RetryAfter = Backlog.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                return ApiResults.Problem(StatusCodes.Status429TooManyRequests, Backlog.Full, "Backlog full", full.Sentence);

            default:
                return ApiResults.Problem(
                    StatusCodes.Status409Conflict,
                    IdempotencyKeys.Mismatch,
                    "Idempotency key used before",
                    "A launch with this idempotency key was submitted with another body. Take another key, or send the same body.");
        }
    }

    // As the request came, so that it holds behind any prefix.
    private static string LocationOf(HttpRequest request, string id)
    {
        var path = request.Path.Value ?? "";
        var end = path.IndexOf(LaunchesSegment, StringComparison.Ordinal);
        return $"{request.PathBase}{(end < 0 ? "" : path[..end])}{LaunchesSegment}/{id}";
    }
}
