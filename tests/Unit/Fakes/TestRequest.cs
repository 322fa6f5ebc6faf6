using System.Text;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>Requests as an HTTP function gets them, and their answers as callers do.</summary>
internal static class TestRequest
{
    /// <summary>A request for a path under <c>/api</c>, with its query.</summary>
    public static HttpRequest For(string pathAndQuery, string? body = null, params (string Name, string Value)[] headers) =>
        For(pathAndQuery, Encoding.UTF8.GetBytes(body ?? ""), headers);

    public static HttpRequest For(string pathAndQuery, byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        var parts = pathAndQuery.Split('?', 2);
        request.Path = "/api" + parts[0];
        request.QueryString = new QueryString(parts.Length > 1 ? "?" + parts[1] : "");
        request.Body = new MemoryStream(body);
        foreach (var (name, value) in headers)
            request.Headers.Append(name, value);
        return request;
    }

    public static T Read<T>(this IActionResult answer, int status)
    {
        var content = Assert.IsType<ContentResult>(answer);
        Assert.True(content.StatusCode == status, $"{content.StatusCode}: {content.Content}");
        return ContractJson.Deserialize<T>(content.Content!)!;
    }

    /// <summary>Asserts that an answer is a problem of a kind.</summary>
    public static ProblemDocument ReadProblem(this IActionResult answer, int status, string code)
    {
        var problem = answer.Read<ProblemDocument>(status);
        Assert.Equal(ProblemDocument.MediaType, ((ContentResult)answer).ContentType);
        Assert.Equal((status, code), (problem.Status, problem.Code));
        return problem;
    }
}
