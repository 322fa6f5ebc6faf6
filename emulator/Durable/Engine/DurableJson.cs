using System.Text.Json;

namespace FunctionsEmulator.Durable;

/// <summary>How inputs, outputs and events are written: with the app's serializer, and null as nothing.</summary>
internal sealed class DurableJson(JsonSerializerOptions options)
{
    public string? Write(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), options);

    public T? Read<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json, options);
}
