using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Executors.Process;

/// <summary>
/// Stops one attempt. What is wanted goes to disk first: a shim that is about to start its command looks there, so a stop cannot fall into
/// the gap before the command exists.
/// </summary>
internal static class AttemptStop
{
    // After SIGKILL a command is gone in no time; a shim that has not noted it by then never will.
    private static readonly TimeSpan PatienceAfterKill = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan PatienceForMembers = TimeSpan.FromSeconds(2);

    /// <returns>True when the shim had to be killed as well.</returns>
    public static bool Run(AttemptFolder folder, bool force, TimeProvider time)
    {
        if (File.Exists(folder.Exit))
            return false;

        Directory.CreateDirectory(folder.Path);
        var before = ShimJson.Read(folder.Stop, ShimJson.Default.StopRecord);
        var stop = before is null || (force && !before.Force) ? new StopRecord(force, time.GetUtcNow(), Sent: false) : before;
        if (stop != before)
            ShimJson.Write(folder.Stop, stop, ShimJson.Default.StopRecord);

        var facts = AttemptFacts.Gather(folder);
        if (facts is not { ShimIsLive: true, Shim: { Pid: > 1 } shim, Exit: null })
            return false;

        if (force)
            return Kill(shim, time.GetUtcNow() - stop.At);

        // Without a command the signal would be lost; then the shim sends it.
        if (!stop.Sent && facts.Command is not null)
        {
            _ = Native.SendSignal(-shim.Pid, Signals.Terminate);
            ShimJson.Write(folder.Stop, stop with { Sent = true }, ShimJson.Default.StopRecord);
        }

        return false;
    }

    // The shim is spared at first, so that it can note how the command ended.
    private static bool Kill(ProcessIdentity shim, TimeSpan since)
    {
        _ = Session.KillAllBut(shim.Pid, shim.Pid, PatienceForMembers);
        if (since < PatienceAfterKill || !shim.IsLive())
            return false;

        _ = Native.SendSignal(-shim.Pid, Signals.Kill);
        return true;
    }
}
