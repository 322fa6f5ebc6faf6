using Google.Protobuf;
using Microsoft.Azure.WebJobs;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace LaunchAgent.LocalHost.Protocol;

/// <summary>Values between the WebJobs SDK and the worker.</summary>
internal static class TypedValue
{
    private static readonly JsonSerializerSettings KeepDates = new() { DateParseHandling = DateParseHandling.None };

    public static TypedData From(object? value) => value switch
    {
        null => new(),
        string text => new() { String = text },
        byte[] bytes => new() { Bytes = ByteString.CopyFrom(bytes) },
        HttpContext => new() { Http = new() },
        ParameterBindingData data => new() { ModelBindingData = From(data) },
        JToken json => new() { Json = json.ToString(Formatting.None) },
        // Numbers too: the worker knows no others. Json.NET, as in Microsoft's host.
        _ => new() { Json = JsonConvert.SerializeObject(value) },
    };

    private static ModelBindingData From(ParameterBindingData data) => new()
    {
        Version = data.Version,
        Source = data.Source,
        ContentType = data.ContentType,
        Content = ByteString.CopyFrom(data.Content.ToMemory().Span),
    };

    public static object? ToObject(TypedData? data) => data?.DataCase switch
    {
        TypedData.DataOneofCase.String => data.String,
        // Not as text, which would be written as a JSON string where it is written down.
        TypedData.DataOneofCase.Json => JsonConvert.DeserializeObject(data.Json, KeepDates),
        TypedData.DataOneofCase.Bytes => data.Bytes.ToByteArray(),
        _ => null,
    };
}
