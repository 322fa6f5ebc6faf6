namespace Azure.Data.Tables;

/// <summary>A row with any properties, by name.</summary>
/// <remarks>
/// Values: string, bool, int, long, double, <see cref="Guid"/>, <see cref="DateTimeOffset"/> or UTC <see cref="DateTime"/>,
/// byte[] or <see cref="BinaryData"/>. A null is not stored.
/// </remarks>
public sealed partial class TableEntity : ITableEntity, IDictionary<string, object>
{
    internal const string EtagName = "odata.etag";

    private readonly Dictionary<string, object?> _properties;

    /// <summary>A row without keys and properties.</summary>
    public TableEntity() => _properties = [];

    /// <summary>A row without properties.</summary>
    /// <param name="partitionKey">Its partition.</param>
    /// <param name="rowKey">Its key there.</param>
    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    /// <summary>A row with a copy of the given properties; keys are PartitionKey and RowKey.</summary>
    /// <param name="values">The properties.</param>
    public TableEntity(IDictionary<string, object> values) => _properties = values is null ? [] : new(values!);

    /// <inheritdoc />
    public string PartitionKey
    {
        get => GetString(nameof(PartitionKey))!;
        set => _properties[nameof(PartitionKey)] = value;
    }

    /// <inheritdoc />
    public string RowKey
    {
        get => GetString(nameof(RowKey))!;
        set => _properties[nameof(RowKey)] = value;
    }

    /// <inheritdoc />
    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(nameof(Timestamp));
        set => _properties[nameof(Timestamp)] = value;
    }

    /// <inheritdoc />
    public ETag ETag
    {
        get => new(GetString(EtagName)!);
        set => _properties[EtagName] = value.ToString();
    }

    /// <summary>A text property, or null.</summary>
    public string? GetString(string key) => (string?)Read(key, typeof(string));

    /// <summary>A bytes property, or null.</summary>
    public BinaryData? GetBinaryData(string key) => (BinaryData?)Read(key, typeof(BinaryData));

    /// <summary>A bytes property, or null.</summary>
    public byte[]? GetBinary(string key) => (byte[]?)Read(key, typeof(byte[]));

    /// <summary>A yes-or-no property, or null.</summary>
    public bool? GetBoolean(string key) => (bool?)Read(key, typeof(bool));

    /// <summary>A time property in UTC, or null.</summary>
    public DateTime? GetDateTime(string key) => (DateTime?)Read(key, typeof(DateTime));

    /// <summary>A time property, or null.</summary>
    public DateTimeOffset? GetDateTimeOffset(string key) => (DateTimeOffset?)Read(key, typeof(DateTimeOffset));

    /// <summary>A number property, or null.</summary>
    public double? GetDouble(string key) => (double?)Read(key, typeof(double));

    /// <summary>A GUID property, or null.</summary>
    public Guid? GetGuid(string key) => (Guid?)Read(key, typeof(Guid));

    /// <summary>A 32-bit property, or null.</summary>
    public int? GetInt32(string key) => (int?)Read(key, typeof(int));

    /// <summary>A 64-bit property, or null.</summary>
    public long? GetInt64(string key) => (long?)Read(key, typeof(long));

    private object? Read(string key, Type type)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return (_properties.GetValueOrDefault(key), type) switch
        {
            (null, _) => null,
            (DateTimeOffset time, _) when type == typeof(DateTime) => time.UtcDateTime,
            (DateTime time, _) when type == typeof(DateTimeOffset) => new DateTimeOffset(time),
            (byte[] bytes, _) when type == typeof(BinaryData) => new BinaryData(bytes),
            (var value, _) when type.IsInstanceOfType(value) => value,
            (var value, _) => throw new InvalidOperationException($"Cannot return {type} type for a {value.GetType()} typed property."),
        };
    }
}
