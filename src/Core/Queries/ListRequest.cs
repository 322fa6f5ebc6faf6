namespace LaunchAgent.Core.Queries;

/// <summary>One page of a list, as it is asked for.</summary>
/// <param name="Filter">Which launches.</param>
/// <param name="PageToken">Where the page before ended; null is the first page.</param>
/// <param name="Limit">The most launches on the page, from 1 to <see cref="LargestLimit"/>.</param>
public sealed record ListRequest(LaunchFilter Filter, string? PageToken = null, int Limit = ListRequest.DefaultLimit)
{
    /// <summary>The launches on a page that names no limit.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The most launches on a page.</summary>
    public const int LargestLimit = 500;
}
