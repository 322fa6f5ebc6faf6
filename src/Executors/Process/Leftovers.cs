using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Executors.Process;

/// <summary>
/// Ends what a dead shim left running, so that nothing of an old attempt runs beside a new one. Only processes that are certainly the
/// attempt's: by now the number of its session may belong to a stranger.
/// </summary>
internal static class Leftovers
{
    /// <summary>The environment variable by which a process is known as an attempt's.</summary>
    public const string Marker = "LAUNCH_ATTEMPT_KEY";

    public enum Outcome
    {
        /// <summary>Nothing of it runs.</summary>
        None,

        /// <summary>Something ran and was killed.</summary>
        Killed,

        /// <summary>Something is killed but not gone yet.</summary>
        Dying,

        /// <summary>Something may run, but it cannot be told whose it is, so it was left alone.</summary>
        Unproven,
    }

    public static Outcome End(string key, ProcessIdentity shim, CommandRecord? command, TimeSpan patience)
    {
        // 0 and 1 would mean "my own group" and "everybody".
        if (shim.Pid <= 1 || shim.Boot != Machine.Boot)
            return Outcome.None;

        var members = Session.Members(shim.Pid);
        if (members.Count == 0)
            return Outcome.None;
        // The number of a session is not given to a new process while a member of it lives: a living leader with another start is a stranger's.
        if (!shim.HoldsItsPid() && ProcessIdentity.Of(shim.Pid) is not null)
            return Outcome.None;
        if (!IsProven(key, shim, command, members))
            return Outcome.Unproven;

        return Session.KillAllBut(0, shim.Pid, patience) ? Outcome.Killed : Outcome.Dying;
    }

    // One member that is certainly ours proves all: a session's number has one owner at a time.
    private static bool IsProven(string key, ProcessIdentity shim, CommandRecord? command, IReadOnlyList<int> members) =>
        shim.HoldsItsPid()
        || (command is not null && members.Contains(command.Process.Pid) && command.Process.IsLive())
        || members.Any(pid => Session.StartedWith(pid, Marker, key));
}
