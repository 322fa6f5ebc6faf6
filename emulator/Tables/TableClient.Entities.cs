using System.Text.Json;
using FunctionsEmulator.Tables.Entities;
using FunctionsEmulator.Tables.Wire;

namespace Azure.Data.Tables;

public partial class TableClient
{
    /// <summary>Adds a row; 409 <c>EntityAlreadyExists</c> if it is there. The new ETag is in the response's headers.</summary>
    /// <param name="entity">The row.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity =>
        await _wire.SendAsync(TableRequest.Add(Name, Checked(entity)), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a row; 404 <c>ResourceNotFound</c> if it is missing.</summary>
    /// <param name="partitionKey">Its partition.</param>
    /// <param name="rowKey">Its key there.</param>
    /// <param name="select">The properties to read; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        Row<T>(await _wire.SendAsync(Get(partitionKey, rowKey, select), cancellationToken).ConfigureAwait(false));

    /// <summary>Reads a row; <c>HasValue</c> is false if it is missing.</summary>
    /// <param name="partitionKey">Its partition.</param>
    /// <param name="rowKey">Its key there.</param>
    /// <param name="select">The properties to read; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var response = await _wire.SendAsync(Get(partitionKey, rowKey, select), cancellationToken, 404).ConfigureAwait(false);
        return response.Status == 404 ? new NoEntity<T>(response) : Row<T>(response);
    }

    /// <summary>Writes a row whether or not it is there; its ETag is not looked at.</summary>
    /// <param name="entity">The row.</param>
    /// <param name="mode">What happens to properties that are not named.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity =>
        await _wire.SendAsync(TableRequest.Write(Name, Checked(entity), mode), cancellationToken).ConfigureAwait(false);

    /// <summary>Changes a row; 404 <c>ResourceNotFound</c> if it is missing, 412 <c>UpdateConditionNotSatisfied</c> if it has another ETag.</summary>
    /// <param name="entity">The row.</param>
    /// <param name="ifMatch">The ETag it must have; <see cref="ETag.All"/> for any, default is refused.</param>
    /// <param name="mode">What happens to properties that are not named.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        var content = Checked(entity);
        return ifMatch == default
            ? throw new ArgumentException("Value cannot be empty.", nameof(ifMatch))
            : await _wire.SendAsync(TableRequest.Write(Name, content, mode, ifMatch), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a row; a missing one is a 404 response, not an error; 412 if it has another ETag.</summary>
    /// <param name="partitionKey">Its partition.</param>
    /// <param name="rowKey">Its key there.</param>
    /// <param name="ifMatch">The ETag it must have; default for any.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return await _wire.SendAsync(TableRequest.Delete(Name, partitionKey, rowKey, ifMatch), cancellationToken, 404).ConfigureAwait(false);
    }

    /// <summary>Deletes a row; a missing one is a 404 response, not an error; 412 if it has another ETag.</summary>
    /// <param name="entity">The row; its own ETag is not looked at.</param>
    /// <param name="ifMatch">The ETag it must have; default for any.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    private static EntityContent Checked(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        var content = EntityContent.Of(entity);
        return ServiceLimits.Of(content) is { } refusal ? throw refusal.ToException() : content;
    }

    private static Response<T> Row<T>(Response response)
        where T : class, ITableEntity
    {
        using var document = JsonDocument.Parse(response.Content.ToMemory());
        return Response.FromValue(EntityReader.Read<T>(document.RootElement), response);
    }

    private TableRequest Get(string partitionKey, string rowKey, IEnumerable<string>? select)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return TableRequest.Get(Name, partitionKey, rowKey, select);
    }
}
