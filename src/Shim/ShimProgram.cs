using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LaunchAgent.Shim.Posix;
using Microsoft.Win32.SafeHandles;

namespace LaunchAgent.Shim;

/// <summary>
/// The process between the host and a command, started with the arguments <c>attempt &lt;attempt folder&gt;</c>. It outlives the host,
/// takes the attempt's key, runs the command once and notes how it ended. No host, no dependency injection, no logging: it must start fast.
/// </summary>
internal static class ShimProgram
{
    public const string Argument = "attempt";

    /// <summary>What it tells the host that started it, one line: the key is taken by this shim …</summary>
    public const string Took = "started";

    /// <summary>… or was taken before.</summary>
    public const string Known = "known";

    private static readonly PosixSignal[] Outlived = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    /// <summary>Runs as shim and returns its exit code, or returns null when the arguments ask for something else.</summary>
    public static int? TryRun(string[] args) => args is [Argument, var folder] ? Run(new AttemptFolder(folder)) : null;

    private static int Run(AttemptFolder folder)
    {
        // A handler, not SIG_IGN: the command must not inherit deaf ears.
        var registrations = Outlived.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true)).ToList();
        try
        {
            if (Native.BecomeSessionLeader() < 0 && Native.SessionOf(0) != Environment.ProcessId)
                throw new InvalidOperationException("The shim must not be started as the leader of a process group.");

            Descriptors.KeepFromChildren();
            var request = ReadRequest();
            ShimKillPoint.Reach(ShimKillPoint.BeforeStarted, folder);
            if (!TryTakeKey(folder))
            {
                Tell(Known);
                return 0;
            }

            ShimKillPoint.Reach(ShimKillPoint.AfterStarted, folder);
            Tell(Took);
            return new ShimRun(folder, request, TimeProvider.System).Run();
        }
        catch (Exception unexpected)
        {
            Complain(folder, unexpected);
            return 1;
        }
        finally
        {
            registrations.ForEach(registration => registration.Dispose());
        }
    }

    /// <summary>All of it or nothing: a host that died while it wrote leaves a text that is no JSON object.</summary>
    private static ShimRequest ReadRequest()
    {
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var text = new MemoryStream();
        input.CopyTo(text);
        return JsonSerializer.Deserialize(text.GetBuffer().AsSpan(0, (int)text.Length), ShimJson.Default.ShimRequest)
            ?? throw new JsonException("The request is null.");
    }

    private static bool TryTakeKey(AttemptFolder folder)
    {
        if (File.Exists(folder.Tombstone))
            return false;

        var identity = JsonSerializer.SerializeToUtf8Bytes(ProcessIdentity.Current(), ShimJson.Default.ProcessIdentity);
        if (!DurableFile.TryCreate(folder.Started, identity))
            return false;
        if (!File.Exists(folder.Tombstone))
            return true;

        // Forgotten between the two looks: what was just taken is an old key in a new folder.
        Directory.Delete(folder.Path, recursive: true);
        return false;
    }

    private static void Tell(string word)
    {
        try
        {
            using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            output.Write(Encoding.ASCII.GetBytes($"{word}\n"));
        }
        catch (IOException)
        {
            // The host is gone. The next one finds what it needs on disk.
        }
    }

    private static void Complain(AttemptFolder folder, Exception problem)
    {
        // The type and the message only: a JsonException's text does not quote values, a stack trace helps nobody here.
        var text = $"{problem.GetType().Name}: {problem.Message}\n";
        try
        {
            File.AppendAllText(folder.ShimLog, text);
            using var errors = new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            errors.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception unheard) when (unheard is IOException or UnauthorizedAccessException)
        {
            // A full disk and no host: the attempt shows as lost.
        }
    }
}
