using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace FunctionsEmulator.Tables.Entities;

/// <summary>Turns a row as the service sends it into an entity.</summary>
internal static class EntityReader
{
    public static T Read<T>(JsonElement row)
        where T : class, ITableEntity
    {
        var entity = Activator.CreateInstance<T>();
        if (Text(row, "PartitionKey") is { } partitionKey)
            entity.PartitionKey = partitionKey;
        if (Text(row, "RowKey") is { } rowKey)
            entity.RowKey = rowKey;
        if (row.TryGetProperty("Timestamp", out var time))
            entity.Timestamp = EdmType.Time(time);
        if (Text(row, TableEntity.EtagName) is { } etag)
            entity.ETag = new ETag(etag);

        var properties = Properties(row);
        if (entity is IDictionary<string, object?> dictionary)
        {
            foreach (var (name, value) in properties)
                dictionary[name] = value;
        }
        else
        {
            EntityBinder.For(typeof(T)).Write(entity, properties);
        }

        return entity;
    }

    private static Dictionary<string, object?> Properties(JsonElement row)
    {
        var properties = new Dictionary<string, object?>();
        foreach (var property in row.EnumerateObject())
        {
            if (property.Name is "PartitionKey" or "RowKey" or "Timestamp" || property.Name.Contains("odata.", StringComparison.Ordinal))
                continue;
            var type = Text(row, property.Name + EdmType.Suffix);
            properties[property.Name] = EdmType.Parse(property.Value, type);
        }

        return properties;
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.GetString() : null;
}
