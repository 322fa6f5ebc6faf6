using System.Globalization;

namespace LaunchAgent.Contracts;

/// <summary>A job as a launch names it: <c>train</c>, <c>train:latest</c> or <c>train:3</c>.</summary>
/// <param name="Name">Name of the job.</param>
/// <param name="Version">The version; null is the latest.</param>
public sealed record JobReference(string Name, int? Version)
{
    /// <summary>The word for the version that was posted last.</summary>
    public const string Latest = "latest";

    /// <summary>Whether a job may have this name.</summary>
    public static bool IsName(string text) => TextRules.ResourceName.Matches(text);

    /// <summary>The version that a text names, null being the latest; false when no job can have one of this name. W&amp;B's <c>v3</c> is none: its versions count from 0.</summary>
    public static bool TryParseVersion(string text, out int? version)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
        version = isNumber ? number : null;
        return isNumber || text == Latest;
    }

    /// <summary>The text that names a version exactly.</summary>
    public static string Of(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{name}:{version}");
}
