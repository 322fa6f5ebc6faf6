using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LaunchAgent.Shim.Posix;

/// <summary>Small files that are there whole or not at all, and still there after a power cut.</summary>
internal static class DurableFile
{
    /// <summary>Replaces what was there.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = WriteDraft(path, content);
        File.Move(draft, path, overwrite: true);
        FlushFolderOf(path);
    }

    /// <summary>
    /// False when the file exists already: of any number of callers one wins. A link instead of O_EXCL, so that the file is never seen
    /// without its content.
    /// </summary>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        var draft = WriteDraft(path, content);
        try
        {
            if (Native.Link(draft, path) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                return error == Native.ExistsError ? false : throw new IOException($"{path} could not be created: {new Win32Exception(error).Message}.");
            }

            FlushFolderOf(path);
            return true;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Null when it does not exist.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string WriteDraft(string path, ReadOnlySpan<byte> content)
    {
#pragma warning disable RS0030 // A name that no other process may share; nothing is decided by it, and it is gone a moment later.
        var draft = $"{path}.{Guid.NewGuid():n}.draft";
#pragma warning restore RS0030
        using var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
        return draft;
    }

    private static void FlushFolderOf(string path)
    {
        var folder = Native.OpenToRead(Path.GetDirectoryName(path)!, 0);
        if (folder < 0)
            throw new IOException($"The folder of {path} could not be opened: {Marshal.GetLastPInvokeErrorMessage()}.");

        // A few file systems cannot flush a folder and say so; then nothing better can be had.
        _ = Native.Flush(folder);
        _ = Native.Close(folder);
    }
}
