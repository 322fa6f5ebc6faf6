using FunctionsEmulator.Tables.Entities;
using FunctionsEmulator.Tables.Wire;

namespace Azure.Data.Tables;

public partial class TableClient
{
    /// <summary>Does several things in one partition, all or nothing; the answers, with the new ETags, are in the same order.</summary>
    /// <param name="transactionActions">1 to 100 actions, together up to 4 MB, each for another row.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="TableTransactionFailedException">The service refused an action; nothing took effect.</exception>
    /// <exception cref="InvalidOperationException">There is no action.</exception>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        var actions = transactionActions.Select(a => (a.ActionType, Content: Content(a), a.ETag)).ToList();
        if (actions.Count == 0)
            throw new InvalidOperationException("Empty batch operations are not allowed.");
        if (ServiceLimits.Of([.. actions.Select(a => (a.ActionType, a.Content))]) is { } refusal)
            throw new TableTransactionFailedException(refusal.ToException());

        return await _wire.SendTogetherAsync([.. actions.Select(a => Call(a.ActionType, a.Content, a.ETag))], cancellationToken)
            .ConfigureAwait(false);
    }

    // Of a row to delete only the keys are sent.
    private static EntityContent Content(TableTransactionAction action) => action.ActionType == TableTransactionActionType.Delete
        ? new EntityContent(action.Entity.PartitionKey, action.Entity.RowKey, [])
        : EntityContent.Of(action.Entity);

    // An update without an ETag is sent without a condition, and so adds a missing row: as the real client does.
    private TableRequest Call(TableTransactionActionType type, EntityContent content, ETag etag) => type switch
    {
        TableTransactionActionType.Add => TableRequest.Add(Name, content),
        TableTransactionActionType.Delete => TableRequest.Delete(Name, content.PartitionKey, content.RowKey, etag),
        TableTransactionActionType.UpdateMerge => TableRequest.Write(Name, content, TableUpdateMode.Merge, etag),
        TableTransactionActionType.UpdateReplace => TableRequest.Write(Name, content, TableUpdateMode.Replace, etag),
        TableTransactionActionType.UpsertMerge => TableRequest.Write(Name, content, TableUpdateMode.Merge),
        TableTransactionActionType.UpsertReplace => TableRequest.Write(Name, content, TableUpdateMode.Replace),
        _ => throw new InvalidOperationException("Unknown request type."),
    };
}
