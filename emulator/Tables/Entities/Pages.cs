using Azure;

namespace FunctionsEmulator.Tables.Entities;

/// <summary>Reads page after page, each only when it is asked for.</summary>
/// <param name="read">Reads the page that a continuation token names; the first has none.</param>
/// <param name="pageSize">How many a page holds at most, unless a caller says otherwise; null leaves it to the service.</param>
internal sealed class Pages<T>(Func<string?, int?, Task<Page<T>>> read, int? pageSize) : AsyncPageable<T>
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var page = await read(continuationToken, pageSizeHint ?? pageSize).ConfigureAwait(false);
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(continuationToken));
    }
}
