namespace LaunchAgent.Shim.Posix;

/// <summary>Signal numbers and names; those listed are the ones that commonly end a process.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>The name of a signal's number, or <c>SIG</c> and the number for a rare one.</summary>
    public static string NameOf(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        // SIGBUS is the one of these whose number differs.
        7 when !OperatingSystem.IsMacOS() => "SIGBUS",
        10 when OperatingSystem.IsMacOS() => "SIGBUS",
        8 => "SIGFPE",
        Kill => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        Terminate => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 when !OperatingSystem.IsMacOS() => "SIGSYS",
        _ => $"SIG{signal.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
    };
}
