namespace LaunchAgent.Contracts.Problems;

/// <summary>The codes of the warnings which reading a spec can give.</summary>
public static class WarningCodes
{
    /// <summary>A field is understood, but has no effect here.</summary>
    public const string IgnoredField = "ignored_field";

    /// <summary>A name in <c>env</c> looks like that of a secret; its value is stored as it was sent.</summary>
    public const string LooksLikeSecret = "looks_like_secret";

    /// <summary>A field of a W&amp;B run spec that this agent does not know; it has no effect.</summary>
    public const string UnknownField = "unknown_field";
}
