using System.Text;
using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.InputSchemas;

namespace LaunchAgent.Core.Jobs;

/// <summary>What stands against a launch of a job: parameters that the job does not take, and more of everything than a launch may have.</summary>
public static class JobSpecRules
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    /// <summary>Everything that stands against it.</summary>
    /// <param name="submitted">What the launch says; its pointers are told.</param>
    /// <param name="whole">The same with the job's defaults.</param>
    /// <param name="job">The job; null is none.</param>
    public static IEnumerable<Problem> In(LaunchSpec submitted, LaunchSpec whole, Job? job)
    {
        if (job is null)
            return [];

        var config = submitted.WandbOrigin?.At("overrides/run_config") ?? "/config";
        return
        [
            .. Sizes(whole, config),
            .. job.Definition.InputSchema is { } schema ? InputSchema.Check(schema, whole.Config ?? Nothing, config) : [],
        ];
    }

    // The launch and the job keep to these by themselves.
    private static IEnumerable<Problem> Sizes(LaunchSpec whole, string config)
    {
        string[] command = [.. whole.Command ?? [], .. whole.Args ?? []];
        if (command.Length > SpecLimits.CommandEntries || command.Sum(Bytes) > SpecLimits.CommandBytes)
            yield return TooLarge("/args", $"command and args take at most {SpecLimits.CommandEntries} entries and {SpecLimits.CommandBytes} bytes");

        var env = whole.Env ?? new Dictionary<string, string>();
        if (env.Count > SpecLimits.EnvEntries || env.Sum(variable => Bytes(variable.Key) + Bytes(variable.Value)) > SpecLimits.EnvBytes)
            yield return TooLarge("/env", $"env takes at most {SpecLimits.EnvEntries} entries and {SpecLimits.EnvBytes} bytes");

        if (whole.Config is { } parameters && JsonSerializer.SerializeToUtf8Bytes(parameters, ContractJson.Options).Length > SpecLimits.ObjectBytes)
            yield return TooLarge(config, $"config takes at most {SpecLimits.ObjectBytes} bytes");
    }

    private static long Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    private static Problem TooLarge(string pointer, string what) =>
        new(pointer, ProblemCodes.TooLarge, $"Together with those of the job, {what}. Put large data into storage and pass its address.");
}
