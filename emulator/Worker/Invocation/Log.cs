using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Invocation;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Debug, "Executing '{Function}' (Id={InvocationId})")]
    public static partial void Executing(ILogger logger, string function, string invocationId);

    [LoggerMessage(101, LogLevel.Debug, "Executed '{Function}' (Succeeded, Id={InvocationId}, Duration={Milliseconds:0} ms)")]
    public static partial void Executed(ILogger logger, string function, string invocationId, double milliseconds);

    [LoggerMessage(102, LogLevel.Error, "Executed '{Function}' (Failed, Id={InvocationId}, Duration={Milliseconds:0} ms)")]
    public static partial void Failed(ILogger logger, string function, string invocationId, double milliseconds, Exception exception);
}
