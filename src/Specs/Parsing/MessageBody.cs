using System.Text;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>Queue messages come as plain JSON or as base64 of it: some senders' libraries encode, some do not. Never throws.</summary>
public static class MessageBody
{
    private const string NotUtf8 = "The message is base64, but not of UTF-8 text. Encode the JSON as UTF-8 first.";

    private const string Neither =
        "The message is neither JSON (it would begin with {) nor whole base64 of JSON. Send the JSON itself, or its UTF-8 bytes as standard base64 with padding.";

    // Encoders break lines at most. Words with blanks between them happen to be of base64's letters.
    private static readonly char[] Blanks = [' ', '\t'];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Finds the JSON text in a message. What begins with <c>{</c> is never taken for base64; what is neither is left for the parser to explain.</summary>
    public static DecodedBody Decode(string? body)
    {
        var text = (body ?? "").TrimStart('\uFEFF').Trim();
        if (text.Length == 0 || text[0] is '{' or '[' or '"')
        {
            return new DecodedBody(text, []);
        }

        var bytes = new byte[text.Length];
        if (text.AsSpan().IndexOfAny(Blanks) >= 0 || !Convert.TryFromBase64String(text, bytes, out var count))
        {
            return Failed(ProblemCodes.InvalidBase64, Neither);
        }

        try
        {
            var decoded = Utf8.GetString(bytes, 0, count).TrimStart('\uFEFF');
            // UTF-16, the "Unicode" of PowerShell and .NET, is valid UTF-8 with a NUL after each letter.
            return decoded.Contains('\0') ? Failed(ProblemCodes.InvalidUnicode, NotUtf8) : new DecodedBody(decoded, []);
        }
        catch (DecoderFallbackException)
        {
            return BeginsAsJson(bytes) ? Failed(ProblemCodes.InvalidUnicode, NotUtf8) : Failed(ProblemCodes.InvalidBase64, Neither);
        }
    }

    // JSON in another encoding, UTF-16 with its mark included. A single word is base64 too, of anything.
    private static bool BeginsAsJson(ReadOnlySpan<byte> bytes) => bytes is [(byte)'{' or (byte)'[' or (byte)'"', ..] or [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    private static DecodedBody Failed(string code, string message) => new(null, [new Problem("", code, message)]);
}
