using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Shim;

namespace LaunchAgent.Executors.Process;

/// <summary>What no machine could run, refused before anything starts.</summary>
internal static class RequestRules
{
    public static void Check(AttemptRequest request)
    {
        if (Problem(request) is { } problem)
            throw new ExecutorException("invalid_request", problem, retryable: false);
    }

    private static string? Problem(AttemptRequest request) =>
        request.Command.Count == 0 || request.Command[0].Length == 0 ? "The command is empty."
        : request.Command.Any(HasZero) ? "The command holds a zero character."
        : request.Environment.Keys.FirstOrDefault(name => name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || HasZero(name)) is { } name ? $"'{name}' is no name for an environment variable."
        // The value may be a secret; only its name is told.
        : request.Environment.FirstOrDefault(pair => HasZero(pair.Value)).Key is { } variable ? $"The environment variable {variable} holds a zero character."
        : request.WorkingDirectory is { } folder && !Path.IsPathRooted(folder) ? $"working_dir must be an absolute path, not '{folder}'."
        : request.WorkingDirectory is not null && request.Files.Count > 0 ? "files need a working folder of the attempt's own: leave working_dir out."
        : request.Files.Keys.Select(WorkFiles.Problem).FirstOrDefault(problem => problem is not null);

    private static bool HasZero(string text) => text.Contains('\0', StringComparison.Ordinal);
}
