using System.Text.Json.Serialization;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Executors.Process;

/// <summary>The JSON of what is kept of an attempt that was forgotten.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AttemptObservation))]
internal sealed partial class ProcessJson : JsonSerializerContext;
