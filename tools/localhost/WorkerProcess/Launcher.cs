using System.Diagnostics;

namespace LaunchAgent.LocalHost.WorkerProcess;

/// <summary>
/// The mode of this program that stands between host and worker. It leads a process group of its own, starts the worker in it, and
/// holds the read end of a pipe from the host: when that closes, the host is gone, also by SIGKILL, and the group ends with it.
/// What the worker started in a session of its own lives on.
/// </summary>
internal static class Launcher
{
    public const string Mode = "--launch-worker";

    /// <summary>The line on the standard error that tells the host the worker's process id begins so.</summary>
    public const string ProcessIdLine = "worker-process-id ";

    /// <summary>Runs the worker to its end, and answers its exit code: 128 + n if a signal n ended it.</summary>
    public static int Run(string[] command)
    {
        // Refused to who leads a group already, as when a shell started it: then the group is its own all the same.
        _ = Posix.BecomeSessionLeader();
        new Thread(EndWithHost) { IsBackground = true }.Start();

        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true };
        using var worker = Process.Start(start)!;
        worker.StandardInput.Close();
        Console.Error.WriteLine(ProcessIdLine + worker.Id);
        worker.WaitForExit();
        return worker.ExitCode;
    }

    private static void EndWithHost()
    {
        // Compiled now, not when time counts: signal 0 does nothing.
        Posix.SignalOwnGroup(0);
        using var pipe = Console.OpenStandardInput();
        while (pipe.ReadByte() >= 0)
        {
        }
        Posix.SignalOwnGroup(Posix.Kill);
    }
}
