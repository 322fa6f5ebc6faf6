using System.Text;

namespace LaunchAgent.Shim;

/// <summary>The files a launch brings along, below the attempt's own folder and nowhere else.</summary>
internal static class WorkFiles
{
    /// <summary>Why a path is refused, or null.</summary>
    public static string? Problem(string path)
    {
        var parts = path.Split('/');
        return path.Length == 0 ? "A file has no name."
            : path.Contains('\0', StringComparison.Ordinal) ? "A file's name holds a zero character."
            : path[0] == '/' ? $"The file '{path}' has an absolute path; give one below the working folder."
            : parts.Contains("..") ? $"The file '{path}' would leave the working folder."
            : parts.Any(part => part.Length == 0 || part == ".") ? $"The file '{path}' has an empty part in its path."
            : null;
    }

    public static void Write(string folder, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (path, text) in files)
        {
            if (Problem(path) is { } problem)
                throw new IOException(problem);

            CreateParents(folder, path);
            var target = Path.Combine(folder, path);
            using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(text));
            if (text.StartsWith("#!", StringComparison.Ordinal) && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(target, File.GetUnixFileMode(target) | UnixFileMode.UserExecute);
        }
    }

    private static void CreateParents(string folder, string path)
    {
        var current = folder;
        foreach (var part in path.Split('/')[..^1])
        {
            current = Path.Combine(current, part);
            if (new DirectoryInfo(current).LinkTarget is not null)
                throw new IOException($"The file '{path}' would leave the working folder through a link.");
            Directory.CreateDirectory(current);
        }
    }
}
