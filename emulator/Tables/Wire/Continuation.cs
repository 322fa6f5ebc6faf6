using Azure;

namespace FunctionsEmulator.Tables.Wire;

/// <summary>Where the next page of rows starts, as the service wrote it.</summary>
internal sealed record Continuation(string? PartitionKey, string? RowKey)
{
    /// <summary>Null on the last page.</summary>
    public static Continuation? After(Response response)
    {
        response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partitionKey);
        response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var rowKey);
        return partitionKey is null && rowKey is null ? null : new(partitionKey, rowKey);
    }

    public static Continuation? Parse(string? token)
    {
        if (token is null || token.Length <= 1)
            return null;
        var parts = token.Split(' ', 2);
        return new(parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null);
    }

    /// <inheritdoc />
    public override string ToString() => $"{PartitionKey} {RowKey}";
}
