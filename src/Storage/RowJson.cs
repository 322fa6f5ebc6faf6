using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;

namespace LaunchAgent.Storage;

/// <summary>Structured values in string properties. A merge cannot clear a property, so "none" is the empty string.</summary>
public static class RowJson
{
    /// <summary>The property value for an object; the empty string for null.</summary>
    public static string Of<T>(T? value) => value is null ? "" : ContractJson.Serialize(value);

    /// <summary>The object that a property holds; null when it holds none.</summary>
    public static T? GetJson<T>(this TableEntity row, string property) =>
        row.GetText(property) is { } json ? ContractJson.Deserialize<T>(json) : default;

    /// <summary>A text property; null when it is missing or empty.</summary>
    public static string? GetText(this TableEntity row, string property) => row.GetString(property) is { Length: > 0 } text ? text : null;

    /// <summary>A text property that every row of its kind has.</summary>
    /// <exception cref="FormatException">The row has none.</exception>
    public static string GetRequired(this TableEntity row, string property) =>
        row.GetString(property) ?? throw new FormatException($"Row {row.PartitionKey}/{row.RowKey} has no '{property}'.");

    /// <summary>An enum value stored by its wire name.</summary>
    /// <exception cref="FormatException">The row holds a name that this version does not know.</exception>
    public static T GetWire<T>(this TableEntity row, string property)
        where T : struct, Enum =>
        WireName.TryParse<T>(row.GetString(property), out var value)
            ? value
            : throw new FormatException($"Row {row.PartitionKey}/{row.RowKey} holds no {typeof(T).Name} in '{property}'.");
}
