using System.Diagnostics;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Functions.Http;

/// <summary>HTTP answers in the contract's JSON.</summary>
public static class ApiResults
{
    /// <summary>The content type of what is no problem.</summary>
    public const string JsonType = "application/json; charset=utf-8";

    /// <summary>An object.</summary>
    public static ContentResult Json<T>(T value, int status = StatusCodes.Status200OK) => Content(ContractJson.Serialize(value), JsonType, status);

    /// <summary>A problem (RFC 9457), with everything that is wrong.</summary>
    public static ContentResult Problem(int status, string code, string title, string detail, IReadOnlyList<Problem>? errors = null) => Content(
        ContractJson.Serialize(new ProblemDocument
        {
            Title = title,
            Status = status,
            Code = code,
            Detail = detail,
            TraceId = Activity.Current?.TraceId.ToString(),
            Errors = errors ?? [],
        }),
        ProblemDocument.MediaType,
        status);

    /// <summary>A body that cannot be worked with: 400 when it is no JSON, else 422 with the route's code.</summary>
    public static ContentResult InvalidBody(IReadOnlyList<Problem> problems, string code, string title) =>
        problems.Any(problem => problem is { Pointer: "", Code: ProblemCodes.InvalidJson })
            ? Problem(StatusCodes.Status400BadRequest, ProblemCodes.InvalidJson, "Invalid JSON", "The body is not JSON; 'errors' says where.", problems)
            : Problem(StatusCodes.Status422UnprocessableEntity, code, title, "The body is not valid; 'errors' lists all that is wrong with it.", problems);

    /// <summary>A query that cannot be answered.</summary>
    public static ContentResult InvalidQuery(IReadOnlyList<Problem> problems) =>
        Problem(StatusCodes.Status400BadRequest, "invalid_query", "Invalid query", "The query cannot be answered; 'errors' says why.", problems);

    /// <summary>Something that is asked for by a name or id that nothing has.</summary>
    public static ContentResult Unknown(string code, string detail) => Problem(StatusCodes.Status404NotFound, code, "Not found", detail);

    /// <summary>Something that cannot be done in the state that things are in.</summary>
    public static ContentResult Conflict(string code, string detail) => Problem(StatusCodes.Status409Conflict, code, "Not possible now", detail);

    private static ContentResult Content(string json, string type, int status) => new() { Content = json, ContentType = type, StatusCode = status };
}
