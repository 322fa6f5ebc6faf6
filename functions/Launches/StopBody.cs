using System.Text.Json;
using System.Text.Json.Serialization;
using LaunchAgent.Contracts;

namespace LaunchAgent.Functions.Launches;

/// <summary>What a request to stop says.</summary>
/// <param name="Force">Stop by force, without grace.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record StopBody(bool Force = false)
{
    private static readonly StopBody Default = new();

    /// <summary>Reads a body, which may be empty; null when it cannot be read.</summary>
    public static async Task<StopBody?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body);
        var text = await reader.ReadToEndAsync(cancellationToken);
        try
        {
            return string.IsNullOrWhiteSpace(text) ? Default : ContractJson.Deserialize<StopBody>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
