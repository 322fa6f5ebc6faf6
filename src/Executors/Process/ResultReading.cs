using System.Runtime.InteropServices;
using System.Text;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;
using Microsoft.Win32.SafeHandles;

namespace LaunchAgent.Executors.Process;

/// <summary>Reads what a command wrote as its result; a command may have put anything there.</summary>
internal static class ResultReading
{
    public const int MaximumBytes = 1024 * 1024;

    public static async Task<string?> ReadAsync(AttemptFolder folder, CancellationToken cancellationToken)
    {
        var descriptor = Native.OpenToRead(folder.Result, Native.NonBlocking);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == Native.NotFoundError ? null
                : throw new ExecutorException("result_unreadable", $"The result file could not be opened: {Marshal.GetPInvokeErrorMessage(error)}.", retryable: false);
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            await using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            var buffer = new byte[MaximumBytes + 1];
            var count = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return count <= MaximumBytes
                ? Encoding.UTF8.GetString(buffer, 0, count)
                : throw new ExecutorException("result_too_large", "The result file is larger than 1 MiB. Write the numbers there and large data to storage of your own.", retryable: false);
        }
        catch (Exception odd) when (odd is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ExecutorException("result_unreadable", $"The result file cannot be read: {odd.Message}.", retryable: false, odd);
        }
    }
}
