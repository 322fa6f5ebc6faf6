using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Http;

/// <summary>What the HTTP side writes to the log; event ids 7000 to 7999.</summary>
internal static partial class HttpLogs
{
    [LoggerMessage(7000, LogLevel.Error, "{Function} failed and was answered with {Status}, trace {TraceId}")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string function, int status, string traceId);
}
