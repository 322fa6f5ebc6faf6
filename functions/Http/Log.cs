using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Http;

/// <summary>What the HTTP side writes to the log; event ids 6000 to 6999.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Error, "{Function} failed and was answered with {Status}, trace {TraceId}")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string function, int status, string traceId);
}
