using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Jobs;

/// <summary>What is told of jobs; event ids 8000 to 8999.</summary>
internal static partial class JobLogs
{
    [LoggerMessage(8000, LogLevel.Information, "Version {Version} of job {Job} posted")]
    public static partial void Posted(this ILogger logger, string job, int version);
}
