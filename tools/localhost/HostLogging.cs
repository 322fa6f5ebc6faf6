using LaunchAgent.LocalHost.Settings;

namespace LaunchAgent.LocalHost;

/// <summary>What the host and, through it, the worker log: to the console, at the levels of host.json.</summary>
internal static class HostLogging
{
    public static ILoggerFactory Create(AppFolder app) => LoggerFactory.Create(logging => logging
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        })
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft.Hosting", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.Azure.WebJobs.Hosting.OptionsLoggingService", LogLevel.Warning)
        .AddFilter("Grpc", LogLevel.Warning)
        .AddFilter("Yarp", LogLevel.Warning)
        .AddConfiguration(app.HostJson.GetSection("logging"))
        // It warns of each 404 and 409, which the engine causes on purpose all the time.
        .AddFilter("Azure.Core", LogLevel.Error));
}
