using System.Text.RegularExpressions;
using Azure.Data.Tables;

namespace FunctionsEmulator.Tables.Entities;

/// <summary>
/// What Azure Tables refuses and Azurite accepts. Checked before a call is sent, so that a row which could not be stored
/// in Azure cannot be stored here. Sizes by the service's own sum: texts two bytes a character, names and fixed costs counted.
/// </summary>
internal static partial class ServiceLimits
{
    private const int MaxActions = 100;
    private const int MaxPage = 1000;
    private const int MaxProperties = 252;
    private const int MaxNameLength = 255;
    private const int MaxKeyLength = 512;
    private const int MaxEntityBytes = 1 << 20;
    private const int MaxPropertyBytes = 1 << 16;

    private static readonly DateTime Earliest = new(1601, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Why the service would refuse a page of that many rows; null if it would not.</summary>
    public static Refusal? OfPage(int? size) => size > MaxPage ? new Refusal("InvalidInput", "One of the request inputs is not valid.") : null;

    /// <summary>Why the service would refuse a row; null if it would not.</summary>
    public static Refusal? Of(EntityContent entity) =>
        OfKey(nameof(entity.PartitionKey), entity.PartitionKey)
        ?? OfKey(nameof(entity.RowKey), entity.RowKey)
        ?? OfProperties(entity);

    /// <summary>Why the service would refuse a transaction, its message starting with the position of the culprit; null if it would not.</summary>
    public static Refusal? Of(IReadOnlyList<(TableTransactionActionType Type, EntityContent Entity)> actions)
    {
        if (actions.Count > MaxActions)
            return new Refusal("InvalidInput", $"{MaxActions - 1}:The batch request operation exceeds the maximum 100 changes per change set.");

        var rows = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < actions.Count; i++)
        {
            var (type, entity) = actions[i];
            var refusal = entity.PartitionKey != actions[0].Entity.PartitionKey
                ? new Refusal("CommandsInBatchActOnDifferentPartitions", "All commands in a batch must operate on same entity group.")
                : !rows.Add(entity.RowKey)
                ? new Refusal("InvalidDuplicateRow", $"A command with RowKey '{entity.RowKey}' is already present in the batch. An entity can appear only once in a batch.")
                : type == TableTransactionActionType.Delete ? null : Of(entity);
            if (refusal is not null)
                return refusal with { Message = $"{i}:{refusal.Message}" };
        }

        return null;
    }

    private static Refusal? OfKey(string name, string key) =>
        key.Length > MaxKeyLength ? new Refusal("KeyValueTooLarge", $"The '{name}' is larger than the maximum of 1 KB.")
        : key.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c))
            ? new Refusal("OutOfRangeInput", $"The '{name}' parameter of value '{key}' is out of range.")
            : null;

    private static Refusal? OfProperties(EntityContent entity)
    {
        if (entity.Properties.Count > MaxProperties)
        {
            return new Refusal("TooManyProperties", "The entity contains more properties than allowed. Each entity can include up to "
                + "252 properties to store data. Each entity also has 3 system properties.");
        }

        var size = 4 + (2 * (entity.PartitionKey.Length + entity.RowKey.Length));
        foreach (var (name, value) in entity.Properties)
        {
            var valueSize = Size(value);
            if (name.Length > MaxNameLength)
                return new Refusal("PropertyNameTooLong", "The property name exceeds the maximum allowed length (255).");
            if (!Name().IsMatch(name))
                return new Refusal("PropertyNameInvalid", "The property name is invalid.");
            if (valueSize > MaxPropertyBytes)
            {
                return new Refusal("PropertyValueTooLarge", "The property value exceeds the maximum allowed size (64KB). If the property "
                    + "value is a string, it is UTF-16 encoded and the maximum number of characters should be 32K or less.");
            }

            if (value is DateTime or DateTimeOffset && Utc(value) < Earliest)
                return new Refusal("OutOfRangeInput", $"The '{name}' parameter of value '{value}' is out of range.");
            size += 8 + (2 * name.Length) + valueSize;
        }

        return size > MaxEntityBytes ? new Refusal("EntityTooLarge", "The entity is larger than the maximum allowed size (1MB).") : null;
    }

    private static DateTime Utc(object time) => time is DateTimeOffset offset ? offset.UtcDateTime : (DateTime)time;

    private static int Size(object value) => value switch
    {
        string text => 2 * text.Length,
        Enum name => 2 * name.ToString().Length,
        byte[] bytes => bytes.Length,
        BinaryData bytes => bytes.ToMemory().Length,
        Guid => 16,
        int => 4,
        bool => 1,
        _ => 8,
    };

    // An identifier of C#; a dash is none since version 2009-04-14 of the service.
    [GeneratedRegex(@"^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}\p{Cf}]*$")]
    private static partial Regex Name();
}
