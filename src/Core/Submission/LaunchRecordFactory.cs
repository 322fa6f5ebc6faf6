using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Secrets;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Submission;

/// <summary>Makes the record of a launch that is new. Texts too long for a row are written to their blobs on the way.</summary>
public sealed class LaunchRecordFactory(SpecResolver resolver, TextBlobs texts, TimeProvider time)
{
    /// <summary>A launch that waits.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="good">Its spec, with nothing against it.</param>
    /// <param name="text">What was submitted.</param>
    /// <param name="retryOf">The launch that it repeats; null is none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<LaunchRow> CreateAsync(LaunchId id, CheckedSpec good, string text, string? retryOf, CancellationToken cancellationToken)
    {
        var spec = good.Spec!;
        var header = good.Header!;
        var resolved = resolver.Resolve(spec, header, good.Job, id);
        var now = time.GetUtcNow();
        return new LaunchRow
        {
            Id = id,
            Queue = header.Queue,
            Name = spec.Name,
            Author = spec.Author,
            Tags = spec.Tags ?? [],
            Labels = LabelSet.Normalised([.. spec.Labels ?? [], .. header.Config.Labels]),
            Priority = spec.Priority ?? Priority.Medium,
            Rank = header.Config.Prioritization ? spec.Priority ?? Priority.Medium : Priority.Medium,
            CreatedAt = now,
            DueAt = spec.ScheduledStartTime is { } start && start > now ? start : now,
            MaxRetries = resolved.Retry.MaxRetries,
            RunId = resolved.RunId,
            ResumeCount = spec.WandbOrigin?.ResumeCount ?? 0,
            SweepId = spec.SweepId,
            IsScheduler = spec.IsSweepScheduler,
            RetryOf = retryOf,
            Executor = resolved.Executor,
            Job = resolved.Job,
            // Two deliveries of a message at once may find two latest versions of its job; only one of them is written.
            Resolved = await texts.StoreByContentAsync($"{id}/resolved", ContractJson.Serialize(resolved), cancellationToken),
            Submitted = await texts.StoreAsync($"{id}/submitted.json", text, cancellationToken),
            Warnings = [.. good.Warnings.Concat(good.Job?.Definition.Warn() ?? []).Select(warning => warning with { At = now })],
        };
    }

    /// <summary>The record of what could never be a launch, with everything that is wrong with it and its secrets blanked.</summary>
    public async Task<LaunchRow> CreateRejectedAsync(
        RunItem item, IReadOnlyList<Problem> problems, LaunchSpec? readable, CancellationToken cancellationToken)
    {
        var id = LaunchId.Create(QueueNames.Rejected, item.InsertedAt, item.MessageId);
        var text = MessageBody.Decode(item.Text) is { IsDecoded: true } decoded ? decoded.Text : item.Text;
        var blanked = SecretBlanker.Blank(text);
        return new LaunchRow
        {
            Id = id,
            Queue = QueueNames.Rejected,
            // Held to no limit yet: being too long may be what it is rejected for.
            Name = Truncate.Of(readable?.Name, SpecLimits.Name),
            Author = Truncate.Of(readable?.Author, SpecLimits.Name),
            State = LaunchState.Rejected,
            CreatedAt = item.InsertedAt,
            DueAt = item.InsertedAt,
            EndedAt = time.GetUtcNow(),
            Attempt = 0,
            Submitted = await texts.StoreAsync($"{id}/submitted.json", AsJson(blanked), cancellationToken),
            IsBlanked = blanked != text,
            Problems = await texts.StoreAsync($"{id}/problems.json", RowJson.Of(problems), cancellationToken),
            Error = new LaunchError(problems[0].Code, ErrorStage.Agent, Summary(problems), Retryable: problems.All(problem => problem.Code == Backlog.Full)),
        };
    }

    // Kept as JSON whatever it was: JSON as it is, anything else as a JSON text.
    private static string AsJson(string text) => ResultFile.IsJson(text) ? text : ContractJson.Serialize(text);

    private static string Summary(IReadOnlyList<Problem> problems) => problems.Count == 1
        ? problems[0].Message
        : $"{problems.Count} problems; the first, at '{problems[0].Pointer}': {problems[0].Message}";
}
