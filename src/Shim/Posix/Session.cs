using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LaunchAgent.Shim.Posix;

/// <summary>The processes of one session: everything an attempt started that did not leave it on purpose.</summary>
internal static class Session
{
    /// <summary>Live processes of a session, its leader included.</summary>
    public static IReadOnlyList<int> Members(int session) => OperatingSystem.IsLinux() ? LinuxMembers(session) : OtherMembers(session);

    /// <summary>
    /// Kills every member but <paramref name="spared"/>, again and again because a member may fork meanwhile. False when some outlived
    /// <paramref name="patience"/>, as a process in an uninterruptible read of a disk does.
    /// </summary>
    public static bool KillAllBut(int spared, int session, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var others = Members(session).Where(pid => pid != spared).ToList();
            if (others.Count == 0)
                return true;
            if (Stopwatch.GetElapsedTime(since) > patience)
                return false;

            foreach (var pid in others)
                _ = Native.SendSignal(pid, Signals.Kill);
#pragma warning disable RS0030 // The shim has this one thread, and waits for the kernel, whose clock nobody sets.
            Thread.Sleep(5);
#pragma warning restore RS0030
        }
    }

    /// <summary>Whether the environment a process was started with holds a variable. Linux only; false where it may not be read.</summary>
    public static bool StartedWith(int pid, string name, string value)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/environ");
            var wanted = Encoding.UTF8.GetBytes($"{name}={value}\0");
            var at = environment.AsSpan().IndexOf(wanted);
            return at == 0 || (at > 0 && environment[at - 1] == 0);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static List<int> LinuxMembers(int session)
    {
        var members = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && Native.SessionOf(pid) == session
                && ProcessStat.Read(pid) is { IsDead: false })
                members.Add(pid);
        }

        return members;
    }

    private static List<int> OtherMembers(int session)
    {
        var members = new List<int>();
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (Native.SessionOf(process.Id) == session)
                    members.Add(process.Id);
            }
        }

        return members;
    }
}
