using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Shim;

namespace LaunchAgent.Executors.Process;

/// <summary>Reads an output file that may still grow.</summary>
internal static class OutputReading
{
    /// <param name="folder">The attempt.</param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="maximumBytes">The most to return, save for a longer line.</param>
    /// <param name="ended">Whether the attempt had ended before this call, so that the file grows no more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<OutputSlice> ReadAsync(AttemptFolder folder, long offset, int maximumBytes, bool ended, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumBytes);
        try
        {
            await using var file = new FileStream(folder.Output, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            for (var wanted = maximumBytes; ; wanted *= 2)
            {
                var buffer = new byte[(int)Math.Clamp(file.Length - offset, 0, wanted)];
                file.Position = offset;
                var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
                var length = buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;

                // A line longer than the buffer: take a larger one. The pump bounds lines, so this ends soon.
                if (length == 0 && read == wanted)
                    continue;

                // Without a line end at its end, the file ends in a line that a killed shim never finished.
                var complete = ended && offset + read >= file.Length;
                return new OutputSlice(buffer.AsMemory(0, length), offset + length, complete);
            }
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return new OutputSlice(ReadOnlyMemory<byte>.Empty, offset, ended);
        }
    }
}
