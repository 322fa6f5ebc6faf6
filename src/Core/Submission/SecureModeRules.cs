using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Jobs;

namespace LaunchAgent.Core.Submission;

/// <summary>
/// What launches may not say in a queue in secure mode. There, whoever may submit chooses a job and its parameters, and never what program runs: neither by
/// naming it, nor by what the system looks at on its way to it (PATH, LD_PRELOAD, PYTHONPATH, a folder and the files in it).
/// </summary>
public static class SecureModeRules
{
    /// <summary>The code for what only job or queue may decide.</summary>
    public const string Code = "secure_mode";

    // Somebody reads them.
    private const int MostNamed = 20;

    /// <summary>A problem for each field that decides what runs.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="queue">Name of its queue.</param>
    /// <param name="job">Its job; null when it asks for none, or there is none.</param>
    public static IEnumerable<Problem> In(LaunchSpec spec, string queue, Job? job)
    {
        if (spec.Job is null && spec.WandbOrigin?.JobSource is null)
            yield return new Problem(spec.WandbOrigin?.JobPointer ?? "/job", Code, $"Queue '{queue}' is in secure mode: its launches run a job. Name one.");

        // The second is what a W&B run spec calls it.
        (string Field, string? OfRun, bool IsGiven)[] locked =
        [
            ("command", "overrides/entry_point", spec.Command is not null),
            ("image", "docker/docker_image", spec.Image is not null),
            ("files", "overrides/files", spec.Files is { Count: > 0 }),
            ("resource_args", "resource_args", spec.ResourceArgs is not null),
            ("executor", null, spec.Executor is not null),
            ("working_dir", null, spec.WorkingDir is not null),
        ];
        foreach (var (field, ofRun, _) in locked.Where(field => field.IsGiven))
            yield return new Problem(ofRun is not null && spec.WandbOrigin is { } run ? run.At(ofRun) : $"/{field}", Code, $"Queue '{queue}' is in secure mode: its launches do not give '{field}', because it can decide what runs. Leave it out.");

        // Too many names change what a program does to forbid some; so the job says which are harmless.
        var allowed = job?.Definition.Env ?? new Dictionary<string, string>();
        foreach (var (field, name) in Names("env", spec.Env).Concat(Names("secret_env", spec.SecretEnv)).Where(variable => !allowed.ContainsKey(variable.Name)))
            yield return new Problem($"/{field}/{name}", Code, $"Queue '{queue}' is in secure mode: its launches set only variables that their job has in its 'env'.", [.. allowed.Keys.Take(MostNamed)]);
    }

    private static IEnumerable<(string Field, string Name)> Names(string field, IReadOnlyDictionary<string, string>? variables) =>
        (variables?.Keys ?? []).Select(name => (field, name));
}
