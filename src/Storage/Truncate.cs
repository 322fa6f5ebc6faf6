namespace LaunchAgent.Storage;

/// <summary>Texts from outside that are shown in a list or an error; a text property holds 32 K characters, and a transaction with a longer one never commits.</summary>
public static class Truncate
{
    /// <summary>The text, or its beginning and "…"; never half a character.</summary>
    /// <param name="text">The text; null stays null.</param>
    /// <param name="longest">The most that is kept of it, in UTF-16 units.</param>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text, int longest)
    {
        if (text is null || text.Length <= longest)
            return text;
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
    }
}
