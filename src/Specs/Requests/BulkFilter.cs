using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Requests;

/// <summary>Which launches a bulk operation is about: the conditions of the list of launches, all of which must hold. Null is no condition.</summary>
public sealed record BulkFilter
{
    /// <summary>The run queue.</summary>
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

    /// <summary>Submitted later than this.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Says that every launch is meant; stands alone.</summary>
    public bool All { get; init; }

    // Ids hold Unix milliseconds of 13 digits: there are none outside of these years.
    private static readonly DateTimeOffset First = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Last = new(2286, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static BulkFilter Read(ObjectReader reader)
    {
        var filter = new BulkFilter
        {
            Queue = reader.Text("queue", TextRules.Free),
            State = StateOf(reader),
            Author = reader.Text("author", TextRules.Free),
            Tag = reader.Text("tag", TextRules.Free),
            SweepId = reader.Text("sweep_id", TextRules.Free),
            IdempotencyKey = reader.Text("idempotency_key", TextRules.IdempotencyKey),
            CreatedAfter = SpecFields.Time(reader, "created_after"),
            All = reader.Flag("all") ?? false,
        };
        if (filter.CreatedAfter is { } time && (time < First || time >= Last))
        {
            reader.Problems.Add(reader.At("created_after"), ProblemCodes.OutOfRange, "Must be a year from 1970 to 2285.");
        }

        reader.RefuseUnknown();
        var isWithout = filter with { All = false } == new BulkFilter();
        if (isWithout && !filter.All && !reader.Problems.HasWithin(reader.Pointer))
        {
            reader.Problems.Add(reader.Pointer, ProblemCodes.MissingField, "Give at least one condition; {\"all\": true} means every launch of every queue.");
        }

        if (!isWithout && filter.All)
        {
            reader.Problems.Add(reader.At("all"), ProblemCodes.ConflictingField, "Every launch is meant, or those that meet conditions. Leave one of them out.");
        }

        return filter;
    }

    private static LaunchState? StateOf(ObjectReader reader)
    {
        const string name = "state";
        if (reader.Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == System.Text.Json.JsonValueKind.String && WireName.TryParse<LaunchState>(value.GetString(), out var state))
        {
            return state;
        }

        reader.Problems.Add(reader.At(name), ProblemCodes.InvalidValue, "Must be one of the states of a launch.", WireName.All<LaunchState>());
        return null;
    }
}
