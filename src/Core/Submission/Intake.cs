using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Launches;
using LaunchAgent.Specs.Parsing;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Submission;

/// <summary>
/// Turns a run item into a launch, or into a record of why it could not be one. The id comes from the message, so a message
/// that is delivered again finds its launch already there.
/// </summary>
public sealed class Intake(LaunchTables tables, SpecCheck check, LaunchRecordFactory rows, LaunchInsert insert, IdempotencyKeys keys, Backlog backlog, ILogger<Intake> logger)
{
    /// <summary>Records a message. The answer names the launch and its queue; <see cref="QueueNames.Rejected"/> when it was none.</summary>
    public async Task<AcceptedLaunch> AcceptAsync(RunItem item, CancellationToken cancellationToken)
    {
        var decoded = MessageBody.Decode(item.Text);
        var parsed = decoded.IsDecoded ? LaunchSpecParser.Parse(decoded.Text) : new ParsedSpec(null, decoded.Problems, []);
        var spec = await check.CheckAsync(parsed, cancellationToken);
        if (!spec.IsGood)
            return await FindAsync(item, parsed, cancellationToken) ?? await RejectAsync(item, spec.Problems, parsed.Readable, cancellationToken);

        var id = LaunchId.Create(spec.Header.Queue, item.InsertedAt, item.MessageId);
        if (await IsRefusedAsync(item, id, spec, cancellationToken))
            return await RejectAsync(item, [new Problem("/queue", Backlog.Full, Backlog.Sentence(spec.Header))], parsed.Readable, cancellationToken);

        var launch = await rows.CreateAsync(id, spec, decoded.Text!, retryOf: null, cancellationToken);
        var inserted = await insert.InsertAsync(launch, spec.Spec, "queue", cancellationToken);
        if (inserted.IsNew)
            logger.Accepted(launch.Id.ToString(), launch.Queue);
        else if (inserted.Id == launch.Id)
            logger.Redelivered(launch.Id.ToString());
        else if (!inserted.IsSameBody)
            await keys.WarnAsync(inserted.Id, cancellationToken);
        return new AcceptedLaunch(inserted.Id, launch.Queue, launch.DueAt);
    }

    /// <summary>Records an item that can never be a launch, with everything that is wrong with it. It is out of the way of those behind it.</summary>
    public async Task<AcceptedLaunch> RejectAsync(
        RunItem item, IReadOnlyList<Problem> problems, LaunchSpec? readable, CancellationToken cancellationToken)
    {
        var row = await rows.CreateRejectedAsync(item, problems, readable, cancellationToken);
        await tables.Launches.CommitAsync([new TableTransactionAction(TableTransactionActionType.Add, row.ToEntity())], cancellationToken);
        logger.Rejected(item.MessageId, row.Id.ToString(), problems.Count, problems[0].Code);
        return new AcceptedLaunch(row.Id, QueueNames.Rejected, item.InsertedAt);
    }

    /// <summary>
    /// Records an item that could not be recorded in many tries. The copy on the poison queue has an id of its own, and the launch may exist
    /// under the first one: so nothing is created here that could run.
    /// </summary>
    public Task<AcceptedLaunch> RecordFailedAsync(RunItem item, CancellationToken cancellationToken) => RejectAsync(
        item,
        [new Problem("", "intake_failed", "The message could not be recorded in many tries; the agent's log says why. Submit it again.")],
        readable: null,
        cancellationToken);

    // A message that was a launch when it came first stays one, whatever its queue refuses by now.
    private async Task<AcceptedLaunch?> FindAsync(RunItem item, ParsedSpec parsed, CancellationToken cancellationToken)
    {
        if (parsed.Spec is not { } spec)
            return null;

        var id = LaunchId.Create(spec.Queue ?? QueueNames.Default, item.InsertedAt, item.MessageId);
        if (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is not { } row)
            return null;

        logger.Redelivered(id.ToString());
        var launch = LaunchRow.From(row);
        return new AcceptedLaunch(id, launch.Queue, launch.DueAt);
    }

    // A message may come again: what became of it the first time stands, whether there is room by now or no more.
    private async Task<bool> IsRefusedAsync(RunItem item, LaunchId id, CheckedSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Header!.Config.MaxBacklog is null || await backlog.IsKnownAsync(id, spec.Spec!.IdempotencyKey, cancellationToken))
            return false;

        var refused = LaunchId.Create(QueueNames.Rejected, item.InsertedAt, item.MessageId);
        return await tables.Launches.FindAsync(refused.Partition, RowKeys.Launch(refused), cancellationToken) is not null
            || await backlog.IsFullAsync(spec.Header, cancellationToken);
    }
}
