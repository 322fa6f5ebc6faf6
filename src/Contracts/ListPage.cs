namespace LaunchAgent.Contracts;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order of the list.</param>
/// <param name="NextPageToken">Pass it as <c>page_token</c> for the next page; null = this was the last.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string? NextPageToken);
