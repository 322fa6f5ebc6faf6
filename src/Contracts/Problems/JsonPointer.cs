namespace LaunchAgent.Contracts.Problems;

/// <summary>Builds JSON pointers (RFC 6901).</summary>
public static class JsonPointer
{
    private const int LongestToken = 64;

    /// <summary>The pointer to a member.</summary>
    public static string Append(string pointer, string token) =>
        $"{pointer}/{Shorten(token).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>The pointer to an entry of a list.</summary>
    public static string Append(string pointer, int index) => $"{pointer}/{index}";

    /// <summary>Names come from outside and may be as long as the whole text; problems are stored and shown.</summary>
    public static string Shorten(string token)
    {
        if (token.Length <= LongestToken)
        {
            return token;
        }

        var end = char.IsHighSurrogate(token[LongestToken - 1]) ? LongestToken - 1 : LongestToken;
        return token[..end] + "…";
    }
}
