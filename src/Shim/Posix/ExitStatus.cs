namespace LaunchAgent.Shim.Posix;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its own, or 128 + n after signal n.</param>
/// <param name="Signal">The signal's name, or null when it exited by itself.</param>
internal sealed record ExitStatus(int ExitCode, string? Signal)
{
    /// <summary>From the status word of <c>waitpid</c>, which Linux and macOS write alike.</summary>
    public static ExitStatus Decode(int status)
    {
        var signal = status & 0x7f;
        return signal == 0 ? new((status >> 8) & 0xff, null) : EndedBy(signal);
    }

    public static ExitStatus EndedBy(int signal) => new(128 + signal, Signals.NameOf(signal));
}
