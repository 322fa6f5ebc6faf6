using System.Linq.Expressions;
using System.Text.Json;
using FunctionsEmulator.Tables.Entities;
using FunctionsEmulator.Tables.Wire;

namespace Azure.Data.Tables;

public partial class TableClient
{
    /// <summary>Writes values into a filter, quoted as their types need.</summary>
    /// <param name="filter">An interpolated filter.</param>
    public static string CreateQueryFilter(FormattableString filter) => OdataFilter.Create(filter);

    /// <summary>Not emulated: use an interpolated filter.</summary>
    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => throw NoExpressions();

    /// <summary>Reads rows, page by page, by partition key and row key.</summary>
    /// <param name="filter">An OData filter; null for all.</param>
    /// <param name="maxPerPage">How many a page holds at most, up to 1000; null for 1000. A page may hold fewer, even none.</param>
    /// <param name="select">The properties to read; null for all.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public virtual AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => new Pages<T>(
        async (token, size) =>
        {
            if (ServiceLimits.OfPage(size) is { } refusal)
                throw refusal.ToException();
            var next = Continuation.Parse(token);
            var call = TableRequest.List(Name, filter, size, select, next?.PartitionKey, next?.RowKey);
            var response = await _wire.SendAsync(call, cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(response.Content.ToMemory());
            return Page<T>.FromValues(
                [.. document.RootElement.GetProperty("value").EnumerateArray().Select(EntityReader.Read<T>)],
                Continuation.After(response)?.ToString(),
                response);
        },
        maxPerPage);

    /// <summary>Not emulated: use a text filter.</summary>
    public virtual AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw NoExpressions();

    internal static NotSupportedException NoExpressions() =>
        new("The emulator has no filters from expressions: pass a text, or CreateQueryFilter with an interpolated one.");
}
