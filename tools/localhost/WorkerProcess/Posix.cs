using System.Runtime.InteropServices;

namespace LaunchAgent.LocalHost.WorkerProcess;

/// <summary>Calls of the operating system that .NET has no word for, the same on Linux and macOS.</summary>
internal static class Posix
{
    public const int Kill = 9;

    [DllImport("libc", EntryPoint = "setsid", SetLastError = true)]
    public static extern int BecomeSessionLeader();

    public static void SignalOwnGroup(int signal) => _ = SendSignal(0, signal);

    /// <summary>Ends whatever is left in a process group. Its id is not given to another process before it is empty.</summary>
    public static void KillGroup(int leader) => _ = SendSignal(-leader, Kill);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int target, int signal);
}
