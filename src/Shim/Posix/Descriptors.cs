using System.Globalization;
using System.Runtime.InteropServices;

namespace LaunchAgent.Shim.Posix;

/// <summary>Open files of this process.</summary>
internal static class Descriptors
{
    // ioctl without a third argument, so that its being variadic does not matter.
    private static nuint CloseOnExecute => OperatingSystem.IsMacOS() ? 0x20006601u : 0x5451u;

    /// <summary>
    /// What this process inherited beyond its three streams goes no further: a command that runs for days must not hold open a pipe of
    /// whoever started the agent.
    /// </summary>
    public static void KeepFromChildren()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(OperatingSystem.IsMacOS() ? "/dev/fd" : "/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor) && descriptor > 2)
                _ = Control(descriptor, CloseOnExecute);
        }
    }

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(int descriptor, nuint request);
}
