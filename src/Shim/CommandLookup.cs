namespace LaunchAgent.Shim;

/// <summary>Finds the program of a command as a shell would: in the <c>PATH</c> of the command itself, or relative to its folder.</summary>
internal static class CommandLookup
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The program's path, or an exit code (127 not found, 126 found but no program) and what to check.</summary>
    public static (string? Path, int ExitCode, string? Error) Find(string program, string folder, string? searchPath)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(program, folder);
            return IsProgram(path) ? (path, 0, null)
                : Directory.Exists(path) ? (null, 126, $"'{program}' is a folder. Check the path: a command begins with the program to run.")
                : File.Exists(path) ? (null, 126, $"'{program}' is not executable. Check its permissions (chmod +x), or name its interpreter in the command.")
                : (null, 127, $"The command '{program}' was not found in {folder}. Check the path.");
        }

        // An empty entry means the current folder, which nobody wants who left it empty.
        foreach (var entry in (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.GetFullPath(Path.Combine(entry, program), folder);
            if (IsProgram(path))
                return (path, 0, null);
        }

        return (null, 127, $"The command '{program}' was not found. Check that it is installed and in the agent's PATH, or give its full path.");
    }

    private static bool IsProgram(string path) => File.Exists(path) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & AnyExecute) != 0;
}
