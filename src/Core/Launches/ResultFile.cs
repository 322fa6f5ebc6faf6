using System.Text.Json;

namespace LaunchAgent.Core.Launches;

/// <summary>What a run leaves in its result file.</summary>
public static class ResultFile
{
    /// <summary>Whether the text is JSON.</summary>
    public static bool IsJson(string text) => Problem(text) is null;

    /// <summary>Why the text cannot be kept as a result; null when it is JSON. The text itself is never quoted.</summary>
    public static string? Problem(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "The result file is empty, so there is no result. Write JSON to LAUNCH_RESULT_FILE, such as {\"value\": 0.9}, or nothing.";

        try
        {
            using var _ = JsonDocument.Parse(text);
            return null;
        }
        catch (JsonException odd)
        {
            return $"The result file is not JSON (line {odd.LineNumber + 1}, byte {odd.BytePositionInLine + 1}), so it is not kept. Write JSON to LAUNCH_RESULT_FILE, such as {{\"value\": 0.9}}; NaN and Infinity are no JSON.";
        }
    }
}
