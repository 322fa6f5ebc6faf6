using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Core.Submission;

/// <summary>Where the fields of a launch spec stand in the W&amp;B run spec that it came from, so that a problem points into what was submitted.</summary>
public static class WandbPointers
{
    private static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["command"] = "overrides/entry_point",
        ["args"] = "overrides/args",
        ["config"] = "overrides/run_config",
        ["files"] = "overrides/files",
        ["name"] = "name",
        ["author"] = "author",
        ["priority"] = "priority",
        ["run_id"] = "run_id",
        ["sweep_id"] = "sweep_id",
        ["template_variables"] = "template_variables",
    };

    /// <summary>The problem, with a pointer into what was submitted. One that points there already stays as it is.</summary>
    public static Problem Place(LaunchSpec spec, Problem problem)
    {
        if (spec.WandbOrigin is not { } run || problem.Pointer.Split('/', 3) is not ["", var field, .. var rest])
            return problem;

        var at = field == "image" ? run.ImagePointer : Fields.TryGetValue(field, out var path) ? run.At(path) : null;
        return at is null ? problem : problem with { Pointer = rest is [var below] ? $"{at}/{below}" : at };
    }
}
