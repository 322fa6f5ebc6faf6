using LaunchAgent.Contracts.Jobs;
using LaunchAgent.Functions.Jobs;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Jobs;

/// <summary>The routes of jobs, called as HTTP does.</summary>
internal static class JobCalls
{
    public static Task<IActionResult> PostJobAsync(this TestApp app, string name, string body = """{"command":["true"]}""") =>
        app.Create<JobFunctions>().PostAsync(TestRequest.For($"/jobs/{name}/versions", body), name, CancellationToken.None);

    public static Task<IActionResult> GetJobAsync(this TestApp app, string name, string version = "latest") =>
        app.Create<JobFunctions>().GetAsync(TestRequest.For($"/jobs/{name}/versions/{version}"), name, version, CancellationToken.None);

    public static Task<IActionResult> ListJobsAsync(this TestApp app, string query = "") =>
        app.Create<JobFunctions>().ListAsync(TestRequest.For($"/jobs{query}"), CancellationToken.None);

    /// <summary>Posts a version and asserts that it is new.</summary>
    public static async Task<JobView> MakeJobAsync(this TestApp app, string name, string body) =>
        (await app.PostJobAsync(name, body)).Read<JobView>(StatusCodes.Status201Created);
}
