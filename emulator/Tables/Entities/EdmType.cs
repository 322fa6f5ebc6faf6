using System.Globalization;
using System.Text.Json;

namespace FunctionsEmulator.Tables.Entities;

/// <summary>The types of the Table service, and how values of those that JSON lacks are written.</summary>
internal static class EdmType
{
    public const string Suffix = "@odata.type";

    /// <summary>The type to name beside a value, or null where JSON says enough.</summary>
    public static string? Annotation(object value) => value switch
    {
        long => "Edm.Int64",
        double => "Edm.Double",
        Guid => "Edm.Guid",
        DateTimeOffset or DateTime => "Edm.DateTime",
        byte[] or BinaryData => "Edm.Binary",
        _ => null,
    };

    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    /// <summary>The value that the service sent, or null.</summary>
    public static object? Parse(JsonElement value, string? type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => null,
        (_, "Edm.Int64") => long.Parse(Text(value), CultureInfo.InvariantCulture),
        (_, "Edm.Double") => double.Parse(Text(value), CultureInfo.InvariantCulture),
        (_, "Edm.Guid") => Guid.Parse(Text(value)),
        (_, "Edm.DateTime") => Time(value),
        (_, "Edm.Binary") => Convert.FromBase64String(Text(value)),
        (JsonValueKind.String, _) => value.GetString(),
        (JsonValueKind.True or JsonValueKind.False, _) => value.GetBoolean(),
        (JsonValueKind.Number, _) when value.TryGetInt32(out var number) => number,
        (JsonValueKind.Number, _) when value.TryGetInt64(out var number) => number,
        (JsonValueKind.Number, _) => value.GetDouble(),
        _ => throw new NotSupportedException($"The service sent a {value.ValueKind} as a property."),
    };

    public static DateTimeOffset Time(JsonElement value) =>
        DateTimeOffset.Parse(Text(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
