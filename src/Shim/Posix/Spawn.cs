using System.Runtime.InteropServices;

namespace LaunchAgent.Shim.Posix;

/// <summary>
/// Starts a program and waits for it. Not <see cref="System.Diagnostics.Process"/>, which tells an exit code of 143 and death by SIGTERM
/// not apart, looks for programs in the current folder first, and hands on an ignored SIGPIPE.
/// </summary>
internal static class Spawn
{
    private const string C = "libc";
    private const short DefaultSignals = 4;
    private const short SignalMask = 8;

    // Larger than any system's posix_spawnattr_t, posix_spawn_file_actions_t or sigset_t.
    private const int Opaque = 1024;

    // Those that this process or one before it may ignore (the runtime SIGPIPE, nohup SIGHUP, a shell's & SIGINT and SIGQUIT).
    private static readonly int[] ResetSignals = [1, 2, 3, 13, Signals.Terminate];

    /// <summary>
    /// Starts <paramref name="path"/> in <paramref name="folder"/> with an empty standard input. Output goes to the two write ends, which stay
    /// open here, or nowhere when they are null.
    /// </summary>
    /// <returns>0 and the pid, or the error number.</returns>
    public static int Start(
        string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string folder, Pipe? output, Pipe? errors, out int pid)
    {
        var memory = Marshal.AllocHGlobal(3 * Opaque);
        var (actions, attributes, signals) = (memory, memory + Opaque, memory + (2 * Opaque));
        _ = InitialiseActions(actions);
        _ = InitialiseAttributes(attributes);
        try
        {
            _ = AddOpen(actions, 0, "/dev/null", 0, 0);
            AddOutput(actions, output, 1);
            AddOutput(actions, errors, 2);
            foreach (var pipe in new[] { output, errors }.OfType<Pipe>())
            {
                _ = AddClose(actions, pipe.ReadEnd);
                _ = AddClose(actions, pipe.WriteEnd);
            }

            _ = AddChangeFolder(actions, folder);

            _ = EmptySet(signals);
            _ = SetSignalMask(attributes, signals);
            foreach (var signal in ResetSignals)
                _ = AddToSet(signals, signal);
            _ = SetDefaultSignals(attributes, signals);
            _ = SetFlags(attributes, DefaultSignals | SignalMask);

            string?[] argv = [.. arguments, null];
            string?[] envp = [.. environment.Select(pair => $"{pair.Key}={pair.Value}"), null];
            return PosixSpawn(out pid, path, actions, attributes, argv, envp);
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
            Marshal.FreeHGlobal(memory);
        }
    }

    /// <summary>The exit status of a child, or null when it still runs and <paramref name="hang"/> is false.</summary>
    public static ExitStatus? Wait(int pid, bool hang)
    {
        while (true)
        {
            var waited = Native.WaitFor(pid, out var status, hang ? 0 : Native.WaitWithoutHanging);
            if (waited == pid)
                return ExitStatus.Decode(status);
            if (waited == 0)
                return null;
            if (Marshal.GetLastPInvokeError() != Native.InterruptedError)
                throw new InvalidOperationException($"Waiting for process {pid} failed: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    private static void AddOutput(nint actions, Pipe? pipe, int descriptor) =>
        _ = pipe is null ? AddOpen(actions, descriptor, "/dev/null", 1, 0) : AddDuplicate(actions, pipe.WriteEnd, descriptor);

    // LPStr is UTF-8 on these systems.
    [DllImport(C, EntryPoint = "posix_spawn")]
    private static extern int PosixSpawn(
        out int pid,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        nint actions,
        nint attributes,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments,
        [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] environment);

    [DllImport(C, EntryPoint = "posix_spawn_file_actions_init")]
    private static extern int InitialiseActions(nint actions);

    [DllImport(C, EntryPoint = "posix_spawn_file_actions_destroy")]
    private static extern int DestroyActions(nint actions);

    [DllImport(C, EntryPoint = "posix_spawn_file_actions_addopen")]
    private static extern int AddOpen(nint actions, int descriptor, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport(C, EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static extern int AddDuplicate(nint actions, int from, int to);

    [DllImport(C, EntryPoint = "posix_spawn_file_actions_addclose")]
    private static extern int AddClose(nint actions, int descriptor);

    [DllImport(C, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    private static extern int AddChangeFolder(nint actions, [MarshalAs(UnmanagedType.LPUTF8Str)] string folder);

    [DllImport(C, EntryPoint = "posix_spawnattr_init")]
    private static extern int InitialiseAttributes(nint attributes);

    [DllImport(C, EntryPoint = "posix_spawnattr_destroy")]
    private static extern int DestroyAttributes(nint attributes);

    [DllImport(C, EntryPoint = "posix_spawnattr_setflags")]
    private static extern int SetFlags(nint attributes, short flags);

    [DllImport(C, EntryPoint = "posix_spawnattr_setsigdefault")]
    private static extern int SetDefaultSignals(nint attributes, nint signals);

    [DllImport(C, EntryPoint = "posix_spawnattr_setsigmask")]
    private static extern int SetSignalMask(nint attributes, nint signals);

    [DllImport(C, EntryPoint = "sigemptyset")]
    private static extern int EmptySet(nint signals);

    [DllImport(C, EntryPoint = "sigaddset")]
    private static extern int AddToSet(nint signals, int signal);
}
