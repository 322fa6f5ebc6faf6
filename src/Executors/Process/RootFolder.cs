using System.Security.Cryptography;
using System.Text;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Executors.Process;

/// <summary>The executor's folder. It belongs to one machine: process ids mean nothing on another.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Instance">Its own name. Machine and path would not do: copies of a container image have both in common.</param>
internal sealed record RootFolder(string Path, string Instance)
{
    private const string Forgotten = "forgotten";
    private const string OwnerFile = "machine";
    private const string InstanceFile = "instance";
    private const int InstanceDigits = 16;

    /// <exception cref="ExecutorException">It belongs to another machine.</exception>
    public static RootFolder Open(ProcessExecutorOptions options)
    {
        foreach (var folder in new[] { "attempts", Forgotten })
            CreatePrivate(System.IO.Path.Combine(options.Root, folder));

        var file = System.IO.Path.Combine(options.Root, OwnerFile);
        _ = DurableFile.TryCreate(file, Encoding.UTF8.GetBytes(options.MachineId));
        var owner = Encoding.UTF8.GetString(DurableFile.Read(file) ?? []);
        return owner == options.MachineId ? new RootFolder(options.Root, InstanceOf(options.Root)) : throw new ExecutorException(
            "wrong_machine",
            $"The folder {options.Root} belongs to the machine '{owner}', this is '{options.MachineId}'. Set {ProcessExecutorOptions.RootSetting} to a folder of this machine.",
            retryable: false);
    }

    public AttemptFolder Attempt(string key) => AttemptFolder.Of(Path, key);

    /// <summary>Deletes the tombstones that were written before a time.</summary>
    public void Prune(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var tombstone in new DirectoryInfo(System.IO.Path.Combine(Path, Forgotten)).EnumerateFiles("*.json"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (tombstone.LastWriteTimeUtc < before.UtcDateTime)
                tombstone.Delete();
        }
    }

    /// <summary>Deletes a folder with all it holds, also folders the command made unwritable. Links are removed, never followed.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
        catch (UnauthorizedAccessException) when (!OperatingSystem.IsWindows())
        {
            MakeWritable(new DirectoryInfo(folder));
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string InstanceOf(string root)
    {
        var file = System.IO.Path.Combine(root, InstanceFile);
        if (DurableFile.Read(file) is null)
            _ = DurableFile.TryCreate(file, Encoding.UTF8.GetBytes(RandomNumberGenerator.GetHexString(InstanceDigits, lowercase: true)));
        return Encoding.UTF8.GetString(DurableFile.Read(file) ?? throw new IOException($"{file} was deleted."));
    }

    private static void MakeWritable(DirectoryInfo folder)
    {
        if (OperatingSystem.IsWindows() || folder.LinkTarget is not null)
            return;

        folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var inner in folder.EnumerateDirectories())
            MakeWritable(inner);
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
