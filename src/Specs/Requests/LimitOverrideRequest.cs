using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Requests;

/// <summary>Another limit of a run queue for a while.</summary>
/// <param name="MaxConcurrency">The limit until then, -1 is none; null removes the override.</param>
/// <param name="Until">When the queue's own limit counts again; null only when the override is removed.</param>
public sealed record LimitOverrideRequest(int? MaxConcurrency, DateTimeOffset? Until)
{
    /// <summary>Reads a body. One without <c>max_concurrency</c> removes the override.</summary>
    /// <param name="text">The body.</param>
    /// <param name="now">The time; an override ends later.</param>
    public static ParsedRequest<LimitOverrideRequest> Parse(string text, DateTimeOffset now) => RequestReader.Read(text, reader =>
    {
        var limit = reader.Integer("max_concurrency", -1, QueueRequest.MostConcurrency);
        var until = SpecFields.Time(reader, "until");
        if (limit is not null)
        {
            reader.Require("until", "Say when the queue's own limit counts again, such as 2031-05-01T09:00:00Z.");
        }

        if (limit is not null && until <= now)
        {
            reader.Problems.Add(reader.At("until"), ProblemCodes.OutOfRange, "Must be later than now.");
        }

        return new LimitOverrideRequest(limit, limit is null ? null : until);
    });
}
