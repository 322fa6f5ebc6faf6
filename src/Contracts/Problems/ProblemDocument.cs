namespace LaunchAgent.Contracts.Problems;

/// <summary>An error answer (RFC 9457, <c>application/problem+json</c>).</summary>
public sealed record ProblemDocument
{
    /// <summary>Content type of the answer.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A URI for the kind of error; about:blank if its title says it all.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The kind of error in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What happened this time.</summary>
    public string? Detail { get; init; }

    /// <summary>The kind of error as a code, such as invalid_spec.</summary>
    public required string Code { get; init; }

    /// <summary>To find it in the logs.</summary>
    public string? TraceId { get; init; }

    /// <summary>Everything that is wrong with the request.</summary>
    public IReadOnlyList<Problem> Errors { get; init; } = [];
}
