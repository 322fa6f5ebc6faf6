using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Requests;

/// <summary>A wait for launches.</summary>
/// <param name="Ids">Which; each once.</param>
/// <param name="ReturnWhen">What ends the wait before its time is over; default: all are final.</param>
/// <param name="TimeoutSeconds">The longest wait, 0 to <see cref="LongestSeconds"/>; default <see cref="LongestSeconds"/>.</param>
public sealed record WaitRequest(IReadOnlyList<string> Ids, ReturnWhen ReturnWhen, double TimeoutSeconds)
{
    /// <summary>The longest wait in one request, in seconds.</summary>
    public const int LongestSeconds = 50;

    /// <summary>The most launches in one request.</summary>
    public const int MostIds = 500;

    private static readonly TextRule Id = new(SpecLimits.Name);

    /// <summary>Reads a body.</summary>
    public static ParsedRequest<WaitRequest> Parse(string text) => RequestReader.Read(text, reader =>
    {
        var ids = reader.Texts("ids", MostIds, Id);
        if (ids is null or [])
        {
            reader.Problems.Add(reader.At("ids"), ProblemCodes.MissingField, $"Name the launches to wait for, from 1 to {MostIds} of them.");
        }

        return new WaitRequest(
            [.. (ids ?? []).Distinct(StringComparer.Ordinal)], When(reader), reader.Number("timeout_seconds", 0, LongestSeconds) ?? LongestSeconds);
    });

    private static ReturnWhen When(ObjectReader reader)
    {
        const string name = "return_when";
        if (reader.Take(name) is not { } value)
        {
            return ReturnWhen.AllCompleted;
        }

        if (value.ValueKind != JsonValueKind.String || !WireName.TryParse<ReturnWhen>(value.GetString(), out var when))
        {
            reader.Problems.Add(reader.At(name), ProblemCodes.InvalidValue, "Must be all_completed, first_completed or first_exception.", WireName.All<ReturnWhen>());
            return ReturnWhen.AllCompleted;
        }

        return when;
    }
}
