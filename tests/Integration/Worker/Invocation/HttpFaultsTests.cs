using System.Net;
using Azure;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;

namespace LaunchAgent.Tests.Integration.Worker.Invocation;

/// <summary>The app's middleware around functions that throw.</summary>
public sealed class HttpFaultsTests
{
    [Theory]
    [InlineData("Broken", HttpStatusCode.InternalServerError, "internal_error")]
    [InlineData("Outage", HttpStatusCode.ServiceUnavailable, "storage_unavailable")]
    public async Task Function_Throws_IsAnsweredWithAProblemThatNamesTheTrace(string route, HttpStatusCode status, string code)
    {
        var builder = TestHost.CreateBuilder(typeof(Functions));
        builder.UseMiddleware<HttpFaults>();
        await using var host = await TestHost.StartAsync(builder);

        var answer = await host.Client.GetAsync(new Uri($"api/{route}", UriKind.Relative));

        var text = await answer.Content.ReadAsStringAsync();
        var problem = ContractJson.Deserialize<ProblemDocument>(text)!;
        Assert.Equal((status, code, ProblemDocument.MediaType), (answer.StatusCode, problem.Code, answer.Content.Headers.ContentType?.MediaType));
        Assert.NotEmpty(problem.TraceId!);
        Assert.DoesNotContain("1234", text, StringComparison.Ordinal);
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
        Assert.False(answer.Headers.Contains("x-half"));
    }

    public sealed class Functions
    {
        [Function("Broken")]
        public IActionResult Broken([HttpTrigger] HttpRequest request)
        {
            request.HttpContext.Response.Headers["x-half"] = "written";
            throw new InvalidOperationException("the password is 1234");
        }

        [Function("Outage")]
        public Task<IActionResult> Outage([HttpTrigger] HttpRequest request) => throw new RequestFailedException(503, "the key is 1234");
    }
}
