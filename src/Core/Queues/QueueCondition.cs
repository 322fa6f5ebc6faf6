namespace LaunchAgent.Core.Queues;

/// <summary>Which version of a run queue a request is for, from its headers <c>If-Match</c> and <c>If-None-Match</c>; the ETag of a queue is its <c>config_version</c>.</summary>
/// <param name="Match">The versions that it may have; <c>*</c> is any. Empty: no condition.</param>
/// <param name="NoneMatch">Those that it must not have; <c>*</c> is any. Empty: no condition.</param>
public sealed record QueueCondition(IReadOnlyList<string> Match, IReadOnlyList<string> NoneMatch)
{
    /// <summary>Whatever the queue is.</summary>
    public static readonly QueueCondition None = new([], []);

    private const string Any = "*";

    /// <summary>The condition that the values of the two headers are; empty without them.</summary>
    public static QueueCondition Of(string ifMatch, string ifNoneMatch) => new(Tags(ifMatch), Tags(ifNoneMatch));

    /// <summary>The ETag of a version.</summary>
    public static string TagOf(int version) => FormattableString.Invariant($"\"{version}\"");

    /// <summary>Whether the request is for this.</summary>
    /// <param name="version">The queue's version; null when there is no such queue.</param>
    public bool IsMet(int? version) => (Match.Count == 0 || Names(Match, version)) && !Names(NoneMatch, version);

    private static bool Names(IReadOnlyList<string> tags, int? version) =>
        version is { } number && (tags.Contains(Any, StringComparer.Ordinal) || tags.Contains(TagOf(number), StringComparer.Ordinal));

    private static string[] Tags(string header) => header.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
