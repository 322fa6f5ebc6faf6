namespace LaunchAgent.Functions.Http.OpenApi;

/// <summary>A route, as the OpenAPI document tells of it. A test holds the table of them to the functions.</summary>
/// <param name="Function">Name of the function; the operation's id.</param>
/// <param name="Method">HTTP method, in lower case.</param>
/// <param name="Path">Its address under <c>/api</c>, with a slash first.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Answers">The answers that are no problems.</param>
/// <param name="Problems">The problems: status and codes.</param>
public sealed record ApiRoute(
    string Function, string Method, string Path, string Summary, IReadOnlyList<ApiAnswer> Answers, IReadOnlyList<(int Status, string Codes)> Problems)
{
    /// <summary>The type of the body; null is none.</summary>
    public Type? Body { get; init; }

    /// <summary>Another type that the body may have; null is none.</summary>
    public Type? OrBody { get; init; }

    /// <summary>Whether the request must have a body.</summary>
    public bool NeedsBody { get; init; } = true;

    /// <summary>Values of the query and headers.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>Whether it is open to everybody.</summary>
    public bool IsAnonymous { get; init; }
}
