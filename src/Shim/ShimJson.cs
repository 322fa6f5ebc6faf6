using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Shim;

/// <summary>The JSON of an attempt's files. Generated code, because a shim has no time for reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ShimRequest))]
[JsonSerializable(typeof(ProcessIdentity))]
[JsonSerializable(typeof(CommandRecord))]
[JsonSerializable(typeof(ExitRecord))]
[JsonSerializable(typeof(StopRecord))]
internal sealed partial class ShimJson : JsonSerializerContext
{
    /// <summary>Null when the file is missing or is not such a record.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return DurableFile.Read(path) is { } text ? JsonSerializer.Deserialize(text, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) => DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, type));
}
