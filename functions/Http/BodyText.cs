using System.Text;
using LaunchAgent.Contracts.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Functions.Http;

/// <summary>The body of a request as text, or the answer that refuses it.</summary>
/// <param name="Text">The text; empty when there was no body.</param>
/// <param name="Refusal">The answer when there is no text to work with; null when there is.</param>
public sealed record BodyText(string Text, IActionResult? Refusal)
{
    private const int BlockBytes = 16 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a body of at most so many bytes. Of a larger one no more than that is read.</summary>
    public static async Task<BodyText> ReadAsync(HttpRequest request, int maximumBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maximumBytes)
            return new BodyText("", TooLarge(maximumBytes));

        using var bytes = new MemoryStream();
        var block = new byte[BlockBytes];
        for (int count; (count = await request.Body.ReadAsync(block, cancellationToken)) > 0;)
        {
            if (bytes.Length + count > maximumBytes)
                return new BodyText("", TooLarge(maximumBytes));
            await bytes.WriteAsync(block.AsMemory(0, count), cancellationToken);
        }

        try
        {
            return new BodyText(Utf8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimStart('\uFEFF'), Refusal: null);
        }
        catch (DecoderFallbackException)
        {
            return new BodyText("", ApiResults.Problem(StatusCodes.Status400BadRequest, ProblemCodes.InvalidJson, "Invalid JSON", "The body is not UTF-8 text. Send JSON as UTF-8."));
        }
    }

    /// <summary>413: the body takes more bytes than it may.</summary>
    public static IActionResult TooLarge(int maximumBytes) => ApiResults.Problem(
        StatusCodes.Status413PayloadTooLarge,
        ProblemCodes.TooLarge,
        "Body too large",
        $"The body takes at most {maximumBytes} bytes. Put large data into storage and pass its address.");
}
