using LaunchAgent.Specs.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Functions.Http;

/// <summary>The JSON body of a request, or the answer that refuses it.</summary>
/// <param name="Value">What it asks for; null when it was refused.</param>
/// <param name="Refusal">The answer that says why; null when it can be worked with.</param>
public sealed record RequestBody<T>(T? Value, IActionResult? Refusal)
    where T : class
{
    // Far more than the longest list of ids that a route takes.
    private const int UsualBytes = 64 * 1024;

    /// <summary>Reads a body: 413 when it is too large, 400 when it is no JSON, 422 with all problems when it does not say what the route needs.</summary>
    public static Task<RequestBody<T>> ReadAsync(HttpRequest request, Func<string, ParsedRequest<T>> parse, CancellationToken cancellationToken) =>
        ReadAsync(request, UsualBytes, parse, cancellationToken);

    /// <summary>The same for a route whose bodies may be larger.</summary>
    public static async Task<RequestBody<T>> ReadAsync(HttpRequest request, int maximumBytes, Func<string, ParsedRequest<T>> parse, CancellationToken cancellationToken)
    {
        var text = await BodyText.ReadAsync(request, maximumBytes, cancellationToken);
        if (text.Refusal is { } refusal)
            return new RequestBody<T>(null, refusal);

        var parsed = parse(text.Text);
        return new RequestBody<T>(parsed.Value, parsed.IsValid ? null : ApiResults.InvalidBody(parsed.Problems, "invalid_request", "Invalid request"));
    }
}
