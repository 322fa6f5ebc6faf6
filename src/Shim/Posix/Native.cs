using System.Runtime.InteropServices;

namespace LaunchAgent.Shim.Posix;

/// <summary>
/// The calls of the operating system that .NET has no word for. Only functions and constants that are the same on Linux (glibc and musl)
/// and macOS, or whose difference is in <see cref="NonBlocking"/>; no variadic ones, which Apple's ABI passes differently.
/// </summary>
internal static class Native
{
    private const string C = "libc";

    public const int InterruptedError = 4;
    public const int NotFoundError = 2;
    public const int ExistsError = 17;
    public const int NoExecutableFormatError = 8;
    public const int ArgumentsTooLongError = 7;
    public const short PollIn = 1;
    public const int WaitWithoutHanging = 1;

    /// <summary><c>O_NONBLOCK</c>, with which opening a named pipe cannot hang.</summary>
    public static int NonBlocking => OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [DllImport(C, EntryPoint = "setsid", SetLastError = true)]
    public static extern int BecomeSessionLeader();

    [DllImport(C, EntryPoint = "getsid", SetLastError = true)]
    public static extern int SessionOf(int pid);

    [DllImport(C, EntryPoint = "kill", SetLastError = true)]
    public static extern int SendSignal(int pid, int signal);

    [DllImport(C, EntryPoint = "link", SetLastError = true)]
    public static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport(C, EntryPoint = "open", SetLastError = true)]
    public static extern int OpenToRead([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport(C, EntryPoint = "fsync", SetLastError = true)]
    public static extern int Flush(int descriptor);

    [DllImport(C, EntryPoint = "close", SetLastError = true)]
    public static extern int Close(int descriptor);

    [DllImport(C, EntryPoint = "read", SetLastError = true)]
    public static extern nint Read(int descriptor, byte[] buffer, nint count);

    [DllImport(C, EntryPoint = "poll", SetLastError = true)]
    public static extern int Poll([In, Out] PollDescriptor[] descriptors, nint count, int milliseconds);

    [DllImport(C, EntryPoint = "waitpid", SetLastError = true)]
    public static extern int WaitFor(int pid, out int status, int options);

    [DllImport(C, EntryPoint = "sysctlbyname", SetLastError = true)]
    public static extern int SystemValue([MarshalAs(UnmanagedType.LPUTF8Str)] string name, byte[] value, ref nint length, nint none, nint zero);
}
