using System.Text.Json;
using LaunchAgent.Specs.Templates;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>The resource args of a launch.</summary>
public static class ResourceArgs
{
    /// <summary>Those of the job, under those of the queue, under those of the launch: each a JSON merge patch (RFC 7396) to what is below it.</summary>
    /// <param name="job">The job's, the document that is patched; null when there is no job or it has none.</param>
    /// <param name="queue">The queue's, with its template variables filled in; null when it has none.</param>
    /// <param name="launch">The launch's own; null when it gives none.</param>
    /// <returns>Null when nobody gives any.</returns>
    public static JsonElement? Merge(JsonElement? job, JsonElement? queue, JsonElement? launch) => Patched(Patched(job, queue), launch);

    private static JsonElement? Patched(JsonElement? document, JsonElement? patch) => patch is { } change ? MergePatch.Apply(document, change) : document;
}
