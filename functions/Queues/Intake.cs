using Azure.Data.Tables;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Queues;

/// <summary>
/// Turns a run item into a launch, or into a record of why it could not be one. The id comes from the message, so a message
/// that is delivered again finds its launch already there.
/// </summary>
public sealed class Intake(
    LaunchTables tables,
    QueueCatalog queues,
    SpecResolver resolver,
    IdempotencyKeys keys,
    TextBlobs texts,
    TimeProvider time,
    ILogger<Intake> logger)
{
    /// <summary>Records a message. The answer names the launch and its queue; <see cref="QueueCatalog.Rejected"/> when it was none.</summary>
    public async Task<AcceptedLaunch> AcceptAsync(RunItem item, CancellationToken cancellationToken)
    {
        var parsed = Parse(item.Text);
        if (!parsed.IsValid)
            return await RejectAsync(item, parsed.Problems, parsed.Readable, cancellationToken);

        var name = parsed.Spec.Queue ?? QueueCatalog.Default;
        if (await queues.FindAsync(name, cancellationToken) is not { } header)
            return await RejectAsync(item, [UnknownQueue(name)], parsed.Spec, cancellationToken);

        var id = LaunchId.Create(name, item.InsertedAt, item.MessageId);
        var problems = resolver.TryResolve(parsed.Spec, header, id, out var resolved);
        if (problems.Count > 0)
            return await RejectAsync(item, problems, parsed.Spec, cancellationToken);

        var launch = await CreateRowAsync(id, parsed, resolved!, header, cancellationToken);
        return await InsertAsync(launch, parsed.Spec.IdempotencyKey, cancellationToken);
    }

    /// <summary>Records an item that can never be a launch, with everything that is wrong with it. It is out of the way of those behind it.</summary>
    public async Task<AcceptedLaunch> RejectAsync(
        RunItem item, IReadOnlyList<Problem> problems, LaunchSpec? readable, CancellationToken cancellationToken)
    {
        var id = LaunchId.Create(QueueCatalog.Rejected, item.InsertedAt, item.MessageId);
        var row = new LaunchRow
        {
            Id = id,
            Queue = QueueCatalog.Rejected,
            Name = readable?.Name,
            Author = readable?.Author,
            State = LaunchState.Rejected,
            CreatedAt = item.InsertedAt,
            DueAt = item.InsertedAt,
            EndedAt = time.GetUtcNow(),
            Attempt = 0,
            Submitted = await texts.StoreAsync($"{id}/submitted.json", SubmittedJson(item.Text), cancellationToken),
            Problems = await texts.StoreAsync($"{id}/problems.json", RowJson.Of(problems), cancellationToken),
            Error = new LaunchError(problems[0].Code, ErrorStage.Agent, Summary(problems), Retryable: false),
        };
        await tables.Launches.CommitAsync([new TableTransactionAction(TableTransactionActionType.Add, row.ToEntity())], cancellationToken);
        Log.Rejected(logger, item.MessageId, id.ToString(), problems.Count, problems[0].Code);
        return new AcceptedLaunch(id, QueueCatalog.Rejected, item.InsertedAt);
    }

    private static ParsedSpec Parse(string text)
    {
        var decoded = MessageBody.Decode(text);
        return decoded.IsDecoded ? LaunchSpecParser.Parse(decoded.Text) : new ParsedSpec(null, decoded.Problems, []);
    }

    private static Problem UnknownQueue(string name) =>
        new("/queue", "unknown_queue", $"There is no run queue '{name}'. Create it first, or leave the field out to use '{QueueCatalog.Default}'.");

    private static string Summary(IReadOnlyList<Problem> problems) => problems.Count == 1
        ? problems[0].Message
        : $"{problems.Count} problems; the first, at '{problems[0].Pointer}': {problems[0].Message}";

    // Kept as JSON whatever it was: an object as it is, anything else as a JSON text.
    private static string SubmittedJson(string text)
    {
        var blanked = SecretBlanker.Blank(text);
        return ResultFile.IsJson(blanked) ? blanked : ContractJson.Serialize(blanked);
    }

    private async Task<LaunchRow> CreateRowAsync(
        LaunchId id, ParsedSpec parsed, ResolvedSpec resolved, QueueHeader header, CancellationToken cancellationToken)
    {
        var spec = parsed.Spec!;
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
            MaxRetries = resolved.MaxRetries,
            RunId = resolved.RunId,
            SweepId = spec.SweepId,
            Executor = resolved.Executor,
            Resolved = await texts.StoreAsync($"{id}/resolved.json", ContractJson.Serialize(resolved), cancellationToken),
            Submitted = await texts.StoreAsync($"{id}/submitted.json", ContractJson.Serialize(spec), cancellationToken),
            Warnings = [.. parsed.Warnings.Select(warning => warning with { At = now })],
        };
    }

    private async Task<AcceptedLaunch> InsertAsync(LaunchRow launch, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var labels = LabelSetRow.Of(launch.Labels);
        var waiting = new DueRow(launch.Id, labels, launch.Rank, launch.DueAt, launch.Executor!, Claims: 0, launch.Attempt);
        var indexKey = launch.DueAt > launch.CreatedAt ? waiting.FutureKey : waiting.Key;
        var key = idempotencyKey is null ? null : new KeyRow(launch.Id, idempotencyKey, Hash.Short(launch.Submitted, Hash.KeyLength * 2));
        var committed = await tables.Launches.CommitAsync(
            [
                new(TableTransactionActionType.Add, (launch with { IndexKey = indexKey }).ToEntity()),
                new(TableTransactionActionType.Add, waiting.ToEntity(indexKey)),
                .. key is null ? Array.Empty<TableTransactionAction>() : [new(TableTransactionActionType.Add, key.ToEntity())],
                new(TableTransactionActionType.UpsertReplace, labels.ToEntity(launch.Id.Partition)),
                LaunchEvents.Record(launch.Id, claim: 0, LaunchState.Pending, launch.CreatedAt, launch.Author ?? "queue"),
            ],
            cancellationToken);
        var accepted = new AcceptedLaunch(launch.Id, launch.Queue, launch.DueAt);
        if (committed.IsCommitted)
        {
            Log.Accepted(logger, launch.Id.ToString(), launch.Queue);
            return accepted;
        }

        if (key is not null && await keys.FindFirstAsync(key, cancellationToken) is { } first && first != launch.Id)
            return accepted with { Id = first };

        Log.Redelivered(logger, launch.Id.ToString());
        return accepted;
    }
}
