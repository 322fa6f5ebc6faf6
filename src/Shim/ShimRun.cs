using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Shim;

/// <summary>One run of one command, by the shim that took its key.</summary>
internal sealed class ShimRun(AttemptFolder folder, ShimRequest request, TimeProvider time)
{
    private static readonly TimeSpan PatienceForOthers = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PatienceForDisk = TimeSpan.FromMinutes(1);

    private readonly int _self = Environment.ProcessId;

    public int Run()
    {
        ExitRecord exit;
        try
        {
            exit = NotStarted() ?? RunCommand();
        }
        catch
        {
            // Not noted as an exit: that the shim cannot do its work is the infrastructure's doing, and shows as lost.
            Session.KillAllBut(_self, _self, PatienceForOthers);
            throw;
        }

        ShimKillPoint.Reach(ShimKillPoint.BeforeExitFile, folder);
        NoteExit(exit);
        ShimKillPoint.Reach(ShimKillPoint.AfterExitFile, folder);
        return 0;
    }

    /// <summary>Why the command cannot or must not be started, or null.</summary>
    private ExitRecord? NotStarted()
    {
        if (ShimJson.Read(folder.Stop, ShimJson.Default.StopRecord) is { } stop)
        {
            var status = ExitStatus.EndedBy(stop.Force ? Signals.Kill : Signals.Terminate);
            return new(status.ExitCode, status.Signal, null, time.GetUtcNow(), "Stopped before its command started.");
        }

        if (request.WorkingDirectory is { } chosen && !Directory.Exists(chosen))
            return Refused(126, File.Exists(chosen) ? $"The working folder '{chosen}' is a file. Correct working_dir."
                : $"The working folder '{chosen}' does not exist on this machine. Create it, or correct working_dir.");

        try
        {
            Directory.CreateDirectory(folder.Work);
            WorkFiles.Write(folder.Work, request.Files);
        }
        catch (IOException unwritable)
        {
            return Refused(126, unwritable.Message);
        }

        return null;
    }

    private ExitRecord RunCommand()
    {
        var workingFolder = request.WorkingDirectory ?? folder.Work;
        var (path, exitCode, error) = CommandLookup.Find(request.Command[0], workingFolder, request.Environment.GetValueOrDefault("PATH"));
        if (path is null)
            return Refused(exitCode, error!);

        using var output = request.CaptureOutput ? OutputFile.Create(folder.Output, time) : null;
        var (outputPipe, errorPipe) = request.CaptureOutput ? (Pipe.Open(), Pipe.Open()) : (null, null);
        ShimKillPoint.Reach(ShimKillPoint.BeforeStartCommand, folder);

        var startedAt = time.GetUtcNow();
        var failure = Spawn.Start(path, request.Command, request.Environment, workingFolder, outputPipe, errorPipe, out var pid);
        ShimKillPoint.Reach(ShimKillPoint.AfterStartCommand, folder);
        if (failure != 0)
            return Refused(failure == Native.NotFoundError ? 127 : 126, StartFailure.Explain(request.Command[0], failure));

        ShimJson.Write(folder.Command, new CommandRecord(ProcessIdentity.OfChild(pid), startedAt), ShimJson.Default.CommandRecord);
        ShimKillPoint.Reach(ShimKillPoint.AfterCommandNoted, folder);
        // The host writes the stop, then looks for the command; here it is the other way round, so one of the two sees the other.
        PassOnStop();

        var (status, endedAt) = output is null ? (Spawn.Wait(pid, hang: true)!, time.GetUtcNow()) : Pump(output, pid, outputPipe!, errorPipe!);
        ShimKillPoint.Reach(ShimKillPoint.AfterCommandEnded, folder);
        Session.KillAllBut(_self, _self, PatienceForOthers);
        return new(status.ExitCode, status.Signal, startedAt, endedAt, output?.Problem);
    }

    private (ExitStatus Status, DateTimeOffset At) Pump(OutputFile output, int pid, Pipe outputPipe, Pipe errorPipe)
    {
        // Else the pipes would never come to their end.
        _ = Native.Close(outputPipe.WriteEnd);
        _ = Native.Close(errorPipe.WriteEnd);
        return new OutputPump(output, time).Run(pid, outputPipe.ReadEnd, errorPipe.ReadEnd);
    }

    private void PassOnStop()
    {
        if (ShimJson.Read(folder.Stop, ShimJson.Default.StopRecord) is not { } stop)
            return;

        if (stop.Force)
            Session.KillAllBut(_self, _self, PatienceForOthers);
        else
            _ = Native.SendSignal(-_self, Signals.Terminate);
    }

    /// <summary>A full disk may get free again, and the exit is worth waiting for.</summary>
    private void NoteExit(ExitRecord exit)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                ShimJson.Write(folder.Exit, exit, ShimJson.Default.ExitRecord);
                return;
            }
            catch (IOException) when (time.GetElapsedTime(since) < PatienceForDisk && Directory.Exists(folder.Path))
            {
#pragma warning disable RS0030 // The shim has this one thread, and waits for the disk.
                Thread.Sleep(TimeSpan.FromSeconds(1));
#pragma warning restore RS0030
            }
        }
    }

    private ExitRecord Refused(int exitCode, string error) => new(exitCode, null, null, time.GetUtcNow(), error);
}
