using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using Azure.Data.Tables;

namespace FunctionsEmulator.Tables.Entities;

/// <summary>
/// Moves the public properties of an entity class to and from stored ones. <see cref="IgnoreDataMemberAttribute"/> leaves one
/// out, <see cref="DataMemberAttribute.Name"/> renames it. Keys, time and ETag go by <see cref="ITableEntity"/>.
/// </summary>
internal sealed class EntityBinder
{
    private static readonly ConcurrentDictionary<Type, EntityBinder> Binders = new();

    private readonly (string Name, PropertyInfo Property)[] _members;

    private EntityBinder(Type type) => _members =
    [
        .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           where property.GetIndexParameters().Length == 0 && !property.IsDefined(typeof(IgnoreDataMemberAttribute))
           let name = property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? property.Name
           where typeof(ITableEntity).GetProperty(name) is null
           select (name, property),
    ];

    public static EntityBinder For(Type type) => Binders.GetOrAdd(type, t => new EntityBinder(t));

    public IEnumerable<KeyValuePair<string, object>> Read(object entity) =>
        from member in _members
        where member.Property.CanRead
        let value = member.Property.GetValue(entity)
        where value is not null
        select KeyValuePair.Create(member.Name, value);

    public void Write(object entity, Dictionary<string, object?> values)
    {
        foreach (var (name, property) in _members)
        {
            if (property.CanWrite && values.TryGetValue(name, out var value))
                property.SetValue(entity, Converted(name, value, property.PropertyType));
        }
    }

    private static object? Converted(string name, object? value, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => null,
            _ when target.IsInstanceOfType(value) => value,
            string text when target.IsEnum => Enum.Parse(target, text),
            int number when target == typeof(double) => (double)number,
            DateTimeOffset time when target == typeof(DateTime) => time.UtcDateTime,
            byte[] bytes when target == typeof(BinaryData) => new BinaryData(bytes),
            _ => throw new InvalidCastException($"Property {name} holds a {value.GetType()}, which is not a {type}."),
        };
    }
}
