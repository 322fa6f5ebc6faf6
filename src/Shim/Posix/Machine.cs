using System.Text;

namespace LaunchAgent.Shim.Posix;

/// <summary>Names of the machine and of its present boot.</summary>
internal static class Machine
{
    private static readonly Lazy<string> LazyBoot = new(() =>
        (OperatingSystem.IsLinux() ? FirstLine("/proc/sys/kernel/random/boot_id") : SystemValue("kern.bootsessionuuid"))
        ?? throw new InvalidOperationException("The system does not name its boot, so no process can be told from an older one."));

    /// <summary>Changes with every start of the machine.</summary>
    public static string Boot => LazyBoot.Value;

    /// <summary>Stays the same over restarts: the system's own machine id, else the host name (a container has often no id).</summary>
    public static string Id() =>
        (OperatingSystem.IsLinux() ? FirstLine("/etc/machine-id") ?? FirstLine("/var/lib/dbus/machine-id") : SystemValue("kern.uuid"))
        ?? Environment.MachineName;

    private static string? FirstLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault()?.Trim() is { Length: > 0 } line ? line : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? SystemValue(string name)
    {
        var value = new byte[256];
        nint length = value.Length;
        return Native.SystemValue(name, value, ref length, 0, 0) == 0 ? Encoding.ASCII.GetString(value, 0, (int)length).TrimEnd('\0') : null;
    }
}
