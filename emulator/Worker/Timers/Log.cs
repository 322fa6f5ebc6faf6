using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Timers;

internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "The timer status of '{Function}' could not be written; a restart may miss or repeat a run.")]
    public static partial void StatusNotWritten(ILogger logger, string function, Exception exception);

    [LoggerMessage(302, LogLevel.Warning, "The timer status of '{Function}' could not be read; a run that was missed is not made up for.")]
    public static partial void StatusNotRead(ILogger logger, string function, Exception exception);

    [LoggerMessage(301, LogLevel.Error, "The timer of '{Function}' ended.")]
    public static partial void TimerEnded(ILogger logger, string function, Exception exception);
}
