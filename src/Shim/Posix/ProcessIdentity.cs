using System.Diagnostics;

namespace LaunchAgent.Shim.Posix;

/// <summary>One process for ever: pids come back, so a pid counts only with its start and the boot it started in.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="Start">Linux: clock ticks since boot. macOS: UTC ticks of 100 ns.</param>
/// <param name="Boot">Names the boot of the machine.</param>
internal sealed record ProcessIdentity(int Pid, long Start, string Boot)
{
    /// <summary>Of this very process.</summary>
    public static ProcessIdentity Current() => Of(Environment.ProcessId) ?? throw new InvalidOperationException("This process cannot be found.");

    /// <summary>Null when there is no live process with that pid; one that ended and was not waited for is not live.</summary>
    public static ProcessIdentity? Of(int pid) => StartOf(pid, evenIfDead: false) is { } start ? new(pid, start, Machine.Boot) : null;

    /// <summary>Of a child that was not waited for yet, so that its pid cannot be anybody else's, live or not.</summary>
    public static ProcessIdentity OfChild(int pid) => new(pid, StartOf(pid, evenIfDead: true) ?? 0, Machine.Boot);

    public bool IsLive() => Boot == Machine.Boot && StartOf(Pid, evenIfDead: false) == Start;

    /// <summary>Whether the kernel still keeps this pid for this process, live or waiting to be waited for.</summary>
    public bool HoldsItsPid() => Boot == Machine.Boot && StartOf(Pid, evenIfDead: true) == Start;

    private static long? StartOf(int pid, bool evenIfDead)
    {
        if (OperatingSystem.IsLinux())
            return ProcessStat.Read(pid) is { } stat && (evenIfDead || !stat.IsDead) ? stat.StartTicks : null;

        try
        {
            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
