using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Executors.Process;

/// <summary>What disk and process table say of one attempt.</summary>
/// <param name="Shim">Who took the key; null when nobody did.</param>
/// <param name="ShimIsLive">Whether that process still runs.</param>
/// <param name="Command">The command's process, once noted.</param>
/// <param name="Exit">How it ended, once noted.</param>
/// <param name="Tombstone">The last observation of a forgotten attempt.</param>
internal sealed record AttemptFacts(ProcessIdentity? Shim, bool ShimIsLive, CommandRecord? Command, ExitRecord? Exit, AttemptObservation? Tombstone)
{
    // Of a file that exists and cannot be read: the key is taken, by nobody who lives.
    private static readonly ProcessIdentity Unreadable = new(0, 0, "");

    public static AttemptFacts Gather(AttemptFolder folder)
    {
        var shim = ShimJson.Read(folder.Started, ShimJson.Default.ProcessIdentity) ?? (File.Exists(folder.Started) ? Unreadable : null);
        var isLive = shim?.IsLive() ?? false;

        // After the look at the process: a shim that ends in between has noted the exit before it ended.
        return new(
            shim,
            isLive,
            ShimJson.Read(folder.Command, ShimJson.Default.CommandRecord),
            ShimJson.Read(folder.Exit, ShimJson.Default.ExitRecord),
            ShimJson.Read(folder.Tombstone, ProcessJson.Default.AttemptObservation));
    }

    public AttemptObservation Read()
    {
        if (Tombstone is not null)
            return Tombstone;
        if (Exit is not null)
            return new(AttemptPhase.Exited, ExternalId, Exit.StartedAt, Exit.EndedAt, Exit.ExitCode, Exit.Signal, Exit.Error);
        if (Shim is null)
            return new(AttemptPhase.Unknown);
        if (!ShimIsLive)
            return new(AttemptPhase.Lost, ExternalId, Command?.StartedAt, Error: "The process that watched over the command is gone (killed, or the machine restarted), so nobody saw how the command ended.");

        return new(Command is null ? AttemptPhase.Starting : AttemptPhase.Running, ExternalId, Command?.StartedAt);
    }

    private string? ExternalId => Command?.Process.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
