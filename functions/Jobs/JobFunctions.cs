using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Jobs;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Functions.Jobs;

/// <summary>The routes of jobs.</summary>
public sealed class JobFunctions(JobCatalog jobs, JobPosts posts)
{
    /// <summary>The most jobs on a page.</summary>
    public const int LargestLimit = 500;

    private const int DefaultLimit = 50;

    /// <summary>All jobs by name, each with its latest version.</summary>
    [Function("ListJobs")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "jobs")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query);
        var limit = query.Integer("limit", 1, LargestLimit) ?? DefaultLimit;
        var after = query.Text("page_token");
        if (after is not null && !JobReference.IsName(after))
            query.Refuse("page_token", "'page_token' is not one that a list returned.");
        if (query.Problems.Count > 0)
            return ApiResults.InvalidQuery(query.Problems);

        var found = await jobs.ListAsync(after, limit + 1, cancellationToken);
        return ApiResults.Json(new ListPage<JobSummary>([.. found.Take(limit).Select(head => head.ToSummary())], found.Count > limit ? found[limit - 1].Name : null));
    }

    /// <summary>Makes a version: 201, or 200 when the latest one says the same.</summary>
    [Function("PostJobVersion")]
    public async Task<IActionResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "jobs/{name}/versions")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        var body = await RequestBody<JobRequest>.ReadAsync(request, JobRequest.MostBytes, text => JobRequest.Parse(name, text), cancellationToken);
        if (body.Refusal is { } refusal)
            return refusal;

        var (job, isNew) = await posts.PostAsync(name, body.Value!, cancellationToken);
        request.HttpContext.Response.Headers.Location = FormattableString.Invariant($"{request.PathBase}{request.Path.Value?.TrimEnd('/')}/{job.Version}");
        return ApiResults.Json(JobViews.Of(job), isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>One version, by its number or <c>latest</c>.</summary>
    [Function("GetJobVersion")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "jobs/{name}/versions/{version}")] HttpRequest request,
        string name,
        string version,
        CancellationToken cancellationToken)
    {
        // A key may not hold what an address may.
        if (!JobReference.IsName(name) || !JobReference.TryParseVersion(version, out var number))
            return Unknown();

        number ??= (await jobs.FindHeadAsync(name, cancellationToken))?.Version;
        return number is { } known && await jobs.FindAsync(name, known, cancellationToken) is { } job ? ApiResults.Json(JobViews.Of(job)) : Unknown();
    }

    private static ContentResult Unknown() =>
        ApiResults.Unknown(JobLookup.UnknownCode, "There is no such version of a job of this name. GET /api/jobs lists all jobs with their latest versions; there are all versions from 1 to that one, and 'latest'.");
}
