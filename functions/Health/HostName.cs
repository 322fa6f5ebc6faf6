using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Functions.Health;

/// <summary>
/// The host's own name. The Durable extension makes addresses of it for every function that starts or signals orchestrations, and calls
/// none of them without; only the host's log says so.
/// </summary>
/// <param name="Value">The setting <c>WEBSITE_HOSTNAME</c>; null or empty when nobody set it.</param>
public sealed record HostName(string? Value)
{
    private const string Setting = "WEBSITE_HOSTNAME";

    /// <summary>What is wrong with it, and what to do; null when nothing is.</summary>
    public string? Problem => string.IsNullOrEmpty(Value)
        ? $"{Setting} is not set, so no launch can start. Azure, Core Tools and ./run set it; elsewhere set it to the name and port "
            + "of the host, such as localhost:7071, and start it again."
        : null;

    /// <summary>Reads the setting.</summary>
    public static HostName From(IConfiguration settings) => new(settings[Setting]);
}
