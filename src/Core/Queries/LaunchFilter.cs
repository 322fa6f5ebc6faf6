using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queries;

/// <summary>Which launches a list shows; null is no condition.</summary>
public sealed record LaunchFilter
{
    /// <summary>The run queue; null is all of them.</summary>
    public string? Queue { get; init; }

    /// <summary>The state.</summary>
    public LaunchState? State { get; init; }

    /// <summary>Who submitted it.</summary>
    public string? Author { get; init; }

    /// <summary>A word that is among its tags.</summary>
    public string? Tag { get; init; }

    /// <summary>The sweep it belongs to.</summary>
    public string? SweepId { get; init; }

    /// <summary>The idempotency key that it was the first of its queue to use.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Submitted later than this, by the time in the id.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>The conditions of a bulk operation.</summary>
    public static LaunchFilter Of(BulkFilter asked) => new()
    {
        Queue = asked.Queue,
        State = asked.State,
        Author = asked.Author,
        Tag = asked.Tag,
        SweepId = asked.SweepId,
        IdempotencyKey = asked.IdempotencyKey,
        CreatedAfter = asked.CreatedAfter,
    };

    /// <summary>Whether rows have to be looked at one by one.</summary>
    public bool LooksAtRows => State is not null || Author is not null || Tag is not null || SweepId is not null;

    /// <summary>The end (exclusive) of the row keys that the list may show.</summary>
    public string EndOfKeys => CreatedAfter is { } time ? RowKeys.Launches + LaunchId.TimePartOf(time) : RowRange.EndOf(RowKeys.Launches);

    /// <summary>Whether a launch meets the conditions that its row tells.</summary>
    public bool Matches(LaunchRow launch) =>
        (State is null || launch.State == State)
        && (Author is null || launch.Author == Author)
        && (Tag is null || launch.Tags.Contains(Tag, StringComparer.Ordinal))
        && (SweepId is null || launch.SweepId == SweepId);
}
