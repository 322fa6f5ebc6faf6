using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Executors.Process;

/// <summary>
/// The resource args that executor <c>process</c> understands: <c>env</c>, variables below the agent's and the launch's own, and
/// <c>working_dir</c>, where the command starts when the launch does not say.
/// </summary>
internal static class ProcessResourceArgs
{
    public const string Unused = "unused_resource_arg";

    private const string Env = "env";
    private const string WorkingDir = "working_dir";

    // As many as a reader takes in, and a row has room for.
    private const int MostUnused = 10;

    public static IReadOnlyList<ResourceArgFinding> Check(LaunchSpec spec, JsonElement? resourceArgs) => resourceArgs is not { ValueKind: JsonValueKind.Object } args
        ? []
        :
        [
            .. EnvironmentCheck.In(args, Env).Select(problem => new ResourceArgFinding(problem.Pointer, problem.Code, problem.Message)),
            .. CheckWorkingDir(spec, args),
            .. UnusedIn(args),
        ];

    /// <summary>The request as it is run: with what its resource args ask for where the launch itself does not say.</summary>
    public static AttemptRequest Apply(AttemptRequest request)
    {
        if (request.ResourceArgs is not { ValueKind: JsonValueKind.Object } args)
            return request;
        if (EnvironmentCheck.In(args, Env) is [var wrong, ..])
            throw new ExecutorException("invalid_request", $"The resource arg {wrong.Pointer}: {wrong.Message}", retryable: false);

        var environment = args.TryGetProperty(Env, out var variables) && variables.ValueKind == JsonValueKind.Object
            ? variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString()!, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in request.Environment)
            environment[name] = value;
        return request with { Environment = environment, WorkingDirectory = request.WorkingDirectory ?? FolderIn(args) };
    }

    private static string? FolderIn(JsonElement args) =>
        args.TryGetProperty(WorkingDir, out var folder) && folder.ValueKind == JsonValueKind.String ? folder.GetString() : null;

    private static IEnumerable<ResourceArgFinding> CheckWorkingDir(LaunchSpec spec, JsonElement args)
    {
        const string pointer = $"/{WorkingDir}";
        if (!args.TryGetProperty(WorkingDir, out var given) || given.ValueKind == JsonValueKind.Null)
            yield break;
        if (given.ValueKind != JsonValueKind.String)
            yield return new ResourceArgFinding(pointer, ProblemCodes.WrongType, "Must be a text: the absolute path of a folder.");
        else if (given.GetString() is var folder && (folder is not ['/', ..] || folder.Length > SpecLimits.WorkingDir || folder.Any(char.IsControl)))
            yield return new ResourceArgFinding(pointer, ProblemCodes.InvalidFormat, $"Must be an absolute path, which begins with /, of up to {SpecLimits.WorkingDir} characters.");
        else if (spec.WorkingDir is null && spec.Files is { Count: > 0 })
            yield return new ResourceArgFinding(pointer, ProblemCodes.ConflictingField, "Files go into a folder of the attempt's own. Leave working_dir or files out.");
    }

    private static IEnumerable<ResourceArgFinding> UnusedIn(JsonElement args)
    {
        string[] names = [.. args.EnumerateObject().Select(member => member.Name).Where(name => name is not (Env or WorkingDir))];
        foreach (var name in names.Take(MostUnused))
            yield return Warning(JsonPointer.Append("", name), $"The resource arg '{JsonPointer.Shorten(name)}' has no effect: executor 'process' understands {Env} and {WorkingDir}.");
        if (names.Length > MostUnused)
            yield return Warning("", $"{names.Length - MostUnused} more resource args have no effect either.");
    }

    private static ResourceArgFinding Warning(string pointer, string message) => new(pointer, Unused, message, IsWarning: true);
}
