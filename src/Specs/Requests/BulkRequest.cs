using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Requests;

/// <summary>Something that is done to all launches that meet a filter.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Filter">To which launches.</param>
public sealed record BulkRequest(BulkAction Action, BulkFilter Filter)
{
    /// <summary>Whether nothing is done and only counted.</summary>
    public bool DryRun { get; init; }

    /// <summary>The new priority; for <see cref="BulkAction.SetPriority"/>.</summary>
    public Priority? Priority { get; init; }

    /// <summary>Stop without grace; for <see cref="BulkAction.Stop"/>.</summary>
    public bool Force { get; init; }

    /// <summary>The <c>next_page_token</c> of the call before; null begins with the newest launch.</summary>
    public string? PageToken { get; init; }

    /// <summary>Reads a body.</summary>
    public static ParsedRequest<BulkRequest> Parse(string text) => RequestReader.Read(text, reader =>
    {
        var action = ActionOf(reader);
        reader.Require("filter", "Say which launches, such as {\"queue\": \"gpu\", \"state\": \"failed\"}.");
        var request = new BulkRequest(action ?? BulkAction.Stop, reader.Nested("filter") is { } filter ? BulkFilter.Read(filter) : new BulkFilter())
        {
            DryRun = reader.Flag("dry_run") ?? false,
            Priority = SpecFields.Priority(reader),
            Force = reader.Flag("force") ?? false,
            PageToken = reader.Text("page_token", TextRules.Free),
        };
        if (action == BulkAction.SetPriority)
        {
            reader.Require("priority", "Say which priority: critical, high, medium or low.");
        }

        RefuseFor(reader, "priority", action, BulkAction.SetPriority);
        RefuseFor(reader, "force", action, BulkAction.Stop);
        return request;
    });

    private static BulkAction? ActionOf(ObjectReader reader)
    {
        const string name = "action";
        reader.Require(name, "Say what to do: stop, retry or set_priority.");
        if (reader.Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && WireName.TryParse<BulkAction>(value.GetString(), out var action))
        {
            return action;
        }

        reader.Problems.Add(reader.At(name), ProblemCodes.InvalidValue, "Must be stop, retry or set_priority.", WireName.All<BulkAction>());
        return null;
    }

    // What has no effect would be missed by whoever counts on it.
    private static void RefuseFor(ObjectReader reader, string field, BulkAction? asked, BulkAction only)
    {
        if (asked is { } action && action != only && reader.IsGiven(field))
        {
            reader.Problems.Add(reader.At(field), ProblemCodes.ConflictingField, $"This is for {WireName.Of(only)} only. Leave it out.");
        }
    }
}
