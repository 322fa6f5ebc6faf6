using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables.Models;
using FunctionsEmulator.Tables.Wire;

namespace Azure.Data.Tables;

/// <summary>One table.</summary>
public partial class TableClient
{
    private readonly TableWire _wire = null!;

    /// <summary>For a table of the account that a connection string names.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="tableName">The table.</param>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    /// <summary>For a table of the account that a connection string names.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="tableName">The table.</param>
    /// <param name="options">How to send.</param>
    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(new TableWire(TableAccount.Parse(connectionString), options), tableName)
    {
    }

    /// <summary>For a table whose address carries its shared access signature.</summary>
    /// <param name="endpoint">The table, over https.</param>
    /// <param name="options">How to send.</param>
    public TableClient(Uri endpoint, TableClientOptions? options = null)
        : this(new TableWire(TableAccount.WithSignature(Service(endpoint)), options), TableIn(endpoint))
    {
    }

    /// <summary>For a table and a shared access signature.</summary>
    /// <param name="endpoint">The table, over https.</param>
    /// <param name="credential">The signature.</param>
    /// <param name="options">How to send.</param>
    public TableClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(new TableWire(TableAccount.WithSignature(Service(endpoint), credential), options), TableIn(endpoint))
    {
    }

    /// <summary>For a table of an account and an identity that has a role there.</summary>
    /// <param name="endpoint">The service, over https.</param>
    /// <param name="tableName">The table.</param>
    /// <param name="tokenCredential">The identity.</param>
    /// <param name="options">How to send.</param>
    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(
            new TableWire(
                TableAccount.At(endpoint, new BearerTokenAuthenticationPolicy(tokenCredential, TableServiceClient.StorageScope)), options),
            tableName)
    {
    }

    /// <summary>For a table of an account and its key.</summary>
    /// <param name="endpoint">The service.</param>
    /// <param name="tableName">The table.</param>
    /// <param name="credential">The key.</param>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    /// <summary>For a table of an account and its key.</summary>
    /// <param name="endpoint">The service.</param>
    /// <param name="tableName">The table.</param>
    /// <param name="credential">The key.</param>
    /// <param name="options">How to send.</param>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(new TableWire(TableAccount.WithKey(endpoint, credential), options), tableName)
    {
    }

    internal TableClient(TableWire wire, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _wire = wire;
        Name = tableName;
    }

    /// <summary>For mocking.</summary>
    protected TableClient()
    {
    }

    /// <summary>The table.</summary>
    public virtual string Name { get; } = null!;

    /// <summary>The account.</summary>
    public virtual string AccountName => _wire.Account.Name;

    /// <summary>The table's address.</summary>
    public virtual Uri Uri => new($"{_wire.Account.Endpoint.AbsoluteUri.TrimEnd('/')}/{Name}");

    /// <summary>Creates the table; 409 <c>TableAlreadyExists</c> if it is there.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) => Response.FromValue(
        new TableItem(Name),
        await _wire.SendAsync(TableRequest.CreateTable(Name), cancellationToken).ConfigureAwait(false));

    /// <summary>Creates the table, unless it is there; then the raw response has status 409.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        var response = await _wire.SendAsync(TableRequest.CreateTable(Name), cancellationToken, 409).ConfigureAwait(false);
        return response.Status == 409 && new RequestFailedException(response) is { ErrorCode: "TableBeingDeleted" } deleting
            ? throw deleting
            : Response.FromValue(new TableItem(Name), response);
    }

    /// <summary>Deletes the table; a missing one is a 404 response, not an error.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        _wire.SendAsync(TableRequest.DeleteTable(Name), cancellationToken, 404);

    private static string TableIn(Uri endpoint) => endpoint.Segments[^1].Trim('/');

    private static Uri Service(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var path = endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(path[..path.LastIndexOf('/')] + endpoint.Query);
    }
}
