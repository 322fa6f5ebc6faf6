using System.Globalization;

namespace LaunchAgent.Specs.Parsing;

/// <summary>How a launch names a job: <c>train</c>, <c>train:latest</c> or <c>train:3</c>.</summary>
public static class JobReference
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
    public static string Of(string name, int version) => Of(name, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>The text that names a version by a word.</summary>
    public static string Of(string name, string version) => $"{name}:{version}";
}
