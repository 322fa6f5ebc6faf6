using LaunchAgent.Specs.Requests;

namespace LaunchAgent.Core.Queries;

/// <summary>A page of a launch's output, as it is asked for.</summary>
/// <param name="Attempt">Only this attempt; null is all of them, oldest first.</param>
/// <param name="Stream">Only this stream, stdout or stderr; null is both.</param>
/// <param name="From">Where to read on.</param>
/// <param name="Limit">The most lines on the page.</param>
/// <param name="Wait">How long to wait when there is no line yet.</param>
public sealed record LogRequest(int? Attempt, string? Stream, LogPosition From, int Limit = LogRequest.DefaultLimit, TimeSpan Wait = default)
{
    /// <summary>The lines on a page that names no limit.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>The most lines on a page.</summary>
    public const int LargestLimit = 10_000;

    /// <summary>The longest wait, in seconds.</summary>
    public const int LongestWaitSeconds = WaitRequest.LongestSeconds;
}
