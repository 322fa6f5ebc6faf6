using System.Globalization;
using System.Text;

namespace FunctionsEmulator.Tables.Wire;

/// <summary>Finds the HTTP answers in the multipart answer of a transaction.</summary>
internal static class BatchAnswer
{
    private const string StatusLine = "HTTP/1.1 ";

    /// <summary>The answers in order. A refused transaction has exactly one, the error.</summary>
    public static IReadOnlyList<PartResponse> Parse(string text)
    {
        var parts = new List<PartResponse>();
        using var lines = new StringReader(text);
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith(StatusLine, StringComparison.Ordinal))
                parts.Add(ReadPart(line[StatusLine.Length..], lines));
        }

        return parts;
    }

    private static PartResponse ReadPart(string status, StringReader lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (lines.ReadLine() is { Length: > 0 } header)
        {
            var at = header.IndexOf(':', StringComparison.Ordinal);
            if (at > 0)
                headers[header[..at].Trim()] = header[(at + 1)..].Trim();
        }

        // The service writes a body on one line; an answer without one is followed by the next boundary.
        var body = lines.ReadLine() is { } next && !next.StartsWith("--", StringComparison.Ordinal) ? next : "";
        return new PartResponse(
            int.Parse(status.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture),
            status.Length > 4 ? status[4..] : "",
            headers,
            Encoding.UTF8.GetBytes(body));
    }
}
