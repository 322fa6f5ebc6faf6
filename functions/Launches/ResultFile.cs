using System.Text.Json;

namespace LaunchAgent.Functions.Launches;

/// <summary>What a run leaves in its result file.</summary>
public static class ResultFile
{
    /// <summary>Whether the text is JSON and so fit to be kept as a result.</summary>
    public static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
