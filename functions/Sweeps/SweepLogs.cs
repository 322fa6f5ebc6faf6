using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Sweeps;

/// <summary>What sweeps write to the log; event ids 6000 to 6999.</summary>
internal static partial class SweepLogs
{
    [LoggerMessage(6000, LogLevel.Warning, "Sweep {SweepId} is under way, but this version of the agent runs no sweeps: it was started by a newer one and is left alone")]
    public static partial void UnknownSweep(this ILogger logger, string sweepId);
}
