using LaunchAgent.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Functions.Http;

/// <summary>HTTP answers in the contract's JSON.</summary>
public static class Answer
{
    /// <summary>An object.</summary>
    public static ContentResult Json<T>(T value, int status = 200) => Content(ContractJson.Serialize(value), "application/json; charset=utf-8", status);

    /// <summary>A problem (RFC 9457), with everything that is wrong.</summary>
    public static ContentResult Problem(int status, string code, string title, string detail, IReadOnlyList<Problem>? errors = null) => Content(
        ContractJson.Serialize(new ProblemDocument { Title = title, Status = status, Code = code, Detail = detail, Errors = errors ?? [] }),
        ProblemDocument.MediaType,
        status);

    private static ContentResult Content(string json, string type, int status) => new() { Content = json, ContentType = type, StatusCode = status };
}
