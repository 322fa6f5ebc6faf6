using System.Linq.Expressions;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables.Models;
using FunctionsEmulator.Tables.Entities;
using FunctionsEmulator.Tables.Wire;

namespace Azure.Data.Tables;

/// <summary>The tables of an account.</summary>
public class TableServiceClient
{
    internal const string StorageScope = "https://storage.azure.com/.default";

    private readonly TableWire _wire = null!;

    /// <summary>For an account whose endpoint carries its shared access signature.</summary>
    /// <param name="endpoint">The service, over https.</param>
    /// <param name="options">How to send.</param>
    public TableServiceClient(Uri endpoint, TableClientOptions? options = null)
        : this(new TableWire(TableAccount.WithSignature(endpoint), options))
    {
    }

    /// <summary>For an account that its connection string names.</summary>
    /// <param name="connectionString">The connection string.</param>
    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <summary>For an account that its connection string names.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="options">How to send.</param>
    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        : this(new TableWire(TableAccount.Parse(connectionString), options))
    {
    }

    /// <summary>For an account and a shared access signature.</summary>
    /// <param name="endpoint">The service, over https.</param>
    /// <param name="credential">The signature.</param>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>For an account and a shared access signature.</summary>
    /// <param name="endpoint">The service, over https.</param>
    /// <param name="credential">The signature.</param>
    /// <param name="options">How to send.</param>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(new TableWire(TableAccount.WithSignature(endpoint, credential), options))
    {
    }

    /// <summary>For an account and its key.</summary>
    /// <param name="endpoint">The service.</param>
    /// <param name="credential">The key.</param>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>For an account and its key.</summary>
    /// <param name="endpoint">The service.</param>
    /// <param name="credential">The key.</param>
    /// <param name="options">How to send.</param>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
        : this(new TableWire(TableAccount.WithKey(endpoint, credential), options))
    {
    }

    /// <summary>For an account and an identity that has a role there.</summary>
    /// <param name="endpoint">The service, over https.</param>
    /// <param name="tokenCredential">The identity.</param>
    /// <param name="options">How to send.</param>
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(new TableWire(TableAccount.At(endpoint, new BearerTokenAuthenticationPolicy(tokenCredential, StorageScope)), options))
    {
    }

    /// <summary>For mocking.</summary>
    protected TableServiceClient()
    {
    }

    private TableServiceClient(TableWire wire) => _wire = wire;

    /// <summary>The account.</summary>
    public virtual string AccountName => _wire.Account.Name;

    /// <summary>The service.</summary>
    public virtual Uri Uri => _wire.Account.Endpoint;

    /// <summary>Writes values into a filter, quoted as their types need.</summary>
    /// <param name="filter">An interpolated filter.</param>
    public static string CreateQueryFilter(FormattableString filter) => OdataFilter.Create(filter);

    /// <summary>Not emulated: use an interpolated filter.</summary>
    public static string CreateQueryFilter(Expression<Func<TableItem, bool>> filter) => throw TableClient.NoExpressions();

    /// <summary>A client for one table; sends nothing.</summary>
    /// <param name="tableName">The table.</param>
    public virtual TableClient GetTableClient(string tableName)
    {
        ArgumentNullException.ThrowIfNull(tableName);
        return new TableClient(_wire, tableName);
    }

    /// <summary>Creates a table; 409 <c>TableAlreadyExists</c> if it is there.</summary>
    /// <param name="tableName">The table: 3 to 63 letters and digits, a letter first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateAsync(cancellationToken);

    /// <summary>Creates a table, unless it is there; then the raw response has status 409.</summary>
    /// <param name="tableName">The table: 3 to 63 letters and digits, a letter first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Deletes a table; a missing one is a 404 response, not an error.</summary>
    /// <param name="tableName">The table.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).DeleteAsync(cancellationToken);

    /// <summary>Lists tables.</summary>
    /// <param name="filter">An OData filter on <c>TableName</c>; null for all.</param>
    /// <param name="maxPerPage">How many a page holds at most; null for 1000.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public virtual AsyncPageable<TableItem> QueryAsync(
        string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) => new Pages<TableItem>(
        async (next, size) =>
        {
            var response = await _wire.SendAsync(TableRequest.ListTables(filter, size, next), cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(response.Content.ToMemory());
            response.Headers.TryGetValue("x-ms-continuation-NextTableName", out var following);
            var names = document.RootElement.GetProperty("value").EnumerateArray().Select(t => t.GetProperty("TableName").GetString()!);
            return Page<TableItem>.FromValues([.. names.Select(n => new TableItem(n))], following, response);
        },
        maxPerPage);

    /// <summary>Lists tables.</summary>
    /// <param name="filter">An interpolated filter on <c>TableName</c>.</param>
    /// <param name="maxPerPage">How many a page holds at most; null for 1000.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public virtual AsyncPageable<TableItem> QueryAsync(
        FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(OdataFilter.Create(filter), maxPerPage, cancellationToken);

    /// <summary>Not emulated: use a text filter.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(
        Expression<Func<TableItem, bool>> filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        throw TableClient.NoExpressions();
}
