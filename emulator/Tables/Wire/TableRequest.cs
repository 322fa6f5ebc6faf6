using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using FunctionsEmulator.Tables.Entities;

namespace FunctionsEmulator.Tables.Wire;

/// <summary>One call of the Table service before it is sent, alone or as part of a transaction.</summary>
/// <param name="Method">The verb; a merge is PATCH.</param>
/// <param name="Path">What follows the endpoint, escaped, with its query.</param>
internal sealed record TableRequest(RequestMethod Method, string Path)
{
    public byte[]? Body { get; init; }

    public string? IfMatch { get; init; }

    /// <summary>Asks the service not to send the row back.</summary>
    public bool ReturnNoContent { get; init; }

    public static TableRequest CreateTable(string name) => new(RequestMethod.Post, "Tables")
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(new { TableName = name }),
        ReturnNoContent = true,
    };

    public static TableRequest DeleteTable(string name) => new(RequestMethod.Delete, $"Tables('{Literal(name)}')");

    public static TableRequest Add(string table, EntityContent entity) => new(RequestMethod.Post, Uri.EscapeDataString(table))
    {
        Body = entity.ToJson(),
        ReturnNoContent = true,
    };

    /// <summary>Replaces or merges; without a condition it adds a missing row.</summary>
    public static TableRequest Write(string table, EntityContent entity, TableUpdateMode mode, ETag ifMatch = default) => new(
        mode switch
        {
            TableUpdateMode.Replace => RequestMethod.Put,
            TableUpdateMode.Merge => RequestMethod.Patch,
            _ => throw new ArgumentException($"Unexpected value for {nameof(mode)}: {mode}", nameof(mode)),
        },
        RowPath(table, entity.PartitionKey, entity.RowKey))
    {
        Body = entity.ToJson(),
        IfMatch = ifMatch == default ? null : ifMatch.ToString(),
    };

    public static TableRequest Delete(string table, string partitionKey, string rowKey, ETag ifMatch) =>
        new(RequestMethod.Delete, RowPath(table, partitionKey, rowKey)) { IfMatch = (ifMatch == default ? ETag.All : ifMatch).ToString() };

    public static TableRequest Get(string table, string partitionKey, string rowKey, IEnumerable<string>? select) =>
        new(RequestMethod.Get, RowPath(table, partitionKey, rowKey) + Query([("$select", Names(select))]));

    public static TableRequest List(
        string table, string? filter, int? top, IEnumerable<string>? select, string? nextPartition, string? nextRow) =>
        new(RequestMethod.Get, $"{Uri.EscapeDataString(table)}()" + Query(
        [
            ("$filter", filter), ("$top", top?.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("$select", Names(select)),
            ("NextPartitionKey", nextPartition), ("NextRowKey", nextRow),
        ]));

    public static TableRequest ListTables(string? filter, int? top, string? nextTable) => new(RequestMethod.Get, "Tables" + Query(
        [("$filter", filter), ("$top", top?.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("NextTableName", nextTable)]));

    private static string RowPath(string table, string partitionKey, string rowKey) =>
        $"{Uri.EscapeDataString(table)}(PartitionKey='{Literal(partitionKey)}',RowKey='{Literal(rowKey)}')";

    private static string Literal(string text) => Uri.EscapeDataString(text.Replace("'", "''", StringComparison.Ordinal));

    private static string? Names(IEnumerable<string>? select) => select is null ? null : string.Join(',', select);

    private static string Query(IEnumerable<(string Name, string? Value)> parts) =>
        string.Concat(parts.Where(p => p.Value is not null).Select((p, i) => $"{(i == 0 ? '?' : '&')}{p.Name}={Uri.EscapeDataString(p.Value!)}"));
}
