using System.Globalization;
using System.Reflection;
using System.Text.Json;
using FunctionsEmulator.Invocation;

namespace FunctionsEmulator.Discovery;

/// <summary>Turns a value of the trigger's metadata into a parameter's type.</summary>
internal static class MetadataConverter
{
    /// <summary>Whether values of this type can come from metadata: simple types, not services.</summary>
    public static bool CanConvertTo(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid)
            || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan);
    }

    public static object? Convert(object value, ParameterInfo parameter, JsonSerializerOptions json)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        try
        {
            return value switch
            {
                _ when type.IsInstanceOfType(value) => value,
                string text when type == typeof(Guid) => Guid.Parse(text),
                string text when type == typeof(DateTime) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                string text when type == typeof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
                string text when type == typeof(TimeSpan) => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
                string text => JsonSerializer.Deserialize(text, type, json),
                DateTimeOffset time when type == typeof(DateTime) => time.UtcDateTime,
                _ when type == typeof(string) => System.Convert.ToString(value, CultureInfo.InvariantCulture),
                _ => System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture),
            };
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidCastException or OverflowException)
        {
            throw new FunctionInputException(
                $"Cannot convert input parameter '{parameter.Name}' to type '{type.FullName}' from type '{value.GetType().FullName}'. Error:{exception.Message}",
                exception);
        }
    }
}
