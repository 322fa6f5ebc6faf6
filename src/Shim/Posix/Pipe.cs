using System.Runtime.InteropServices;

namespace LaunchAgent.Shim.Posix;

/// <summary>A pipe of the operating system; whoever reads it owns both ends.</summary>
internal sealed record Pipe(int ReadEnd, int WriteEnd)
{
    public static Pipe Open()
    {
        var ends = new int[2];
        return OpenPipe(ends) == 0
            ? new Pipe(ends[0], ends[1])
            : throw new IOException($"No pipe could be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [DllImport("libc", EntryPoint = "pipe", SetLastError = true)]
    private static extern int OpenPipe(int[] ends);
}
