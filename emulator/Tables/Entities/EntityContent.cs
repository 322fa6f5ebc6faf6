using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace FunctionsEmulator.Tables.Entities;

/// <summary>What is stored of a row: its keys and the properties that have a value.</summary>
internal sealed record EntityContent(string PartitionKey, string RowKey, IReadOnlyList<KeyValuePair<string, object>> Properties)
{
    public static EntityContent Of(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity.PartitionKey, nameof(entity.PartitionKey));
        ArgumentNullException.ThrowIfNull(entity.RowKey, nameof(entity.RowKey));
        var properties = entity is IDictionary<string, object?> values ? OfDictionary(values) : EntityBinder.For(entity.GetType()).Read(entity);
        return new(entity.PartitionKey, entity.RowKey, [.. properties]);
    }

    /// <summary>The row as the service takes it; a type that JSON does not have is named beside the value.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(nameof(PartitionKey), PartitionKey);
            json.WriteString(nameof(RowKey), RowKey);
            foreach (var (name, value) in Properties)
                WriteProperty(json, name, value);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static IEnumerable<KeyValuePair<string, object>> OfDictionary(IDictionary<string, object?> values) => values
        .Where(p => p.Value is not null && p.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or TableEntity.EtagName))
        .Select(p => p.Value is Enum
            ? throw new NotSupportedException("Enum values are only supported for custom model types implementing ITableEntity.")
            : KeyValuePair.Create(p.Key, p.Value!));

    private static void WriteProperty(Utf8JsonWriter json, string name, object value)
    {
        if (EdmType.Annotation(value) is { } type)
            json.WriteString($"{name}{EdmType.Suffix}", type);
        switch (value)
        {
            case string or Enum: json.WriteString(name, value.ToString()); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteString(name, number.ToString(CultureInfo.InvariantCulture)); break;
            case double.NaN: json.WriteString(name, "NaN"); break;
            case double number: json.WriteNumber(name, number); break;
            case Guid guid: json.WriteString(name, guid); break;
            case byte[] bytes: json.WriteBase64String(name, bytes); break;
            case BinaryData bytes: json.WriteBase64String(name, bytes); break;
            case DateTimeOffset time: json.WriteString(name, EdmType.Text(time)); break;
            case DateTime { Kind: DateTimeKind.Utc } time: json.WriteString(name, EdmType.Text(time)); break;
            case DateTime time:
                throw new NotSupportedException($"DateTime {name} has a Kind of {time.Kind}. It must be UTC; DateTime.SpecifyKind changes the Kind.");
            default:
                // The real client stores some of these, and reads them back as 0: refused here so that nobody finds out late.
                throw new NotSupportedException($"Property {name} is of type {value.GetType()}, which cannot be read back from a table.");
        }
    }
}
