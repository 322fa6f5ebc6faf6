using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Wandb;

/// <summary>How a W&amp;B run spec comes: bare, or as the field <c>wandb</c> of a launch spec that adds what W&amp;B has no word for.</summary>
internal static class WandbEnvelope
{
    public const string Field = "wandb";

    /// <summary>What a run spec says itself; the envelope must not say it as well.</summary>
    private static readonly string[] OfRunSpec =
        ["name", "author", "job", "image", "command", "args", "config", "files", "resource_args", "template_variables", "priority", "run_id", "sweep_id", "actor"];

    /// <summary>A text without schema_version and with one of the fields that only W&amp;B knows.</summary>
    public static bool IsBareRunSpec(ObjectReader root) =>
        !root.IsGiven("schema_version") && !root.IsGiven(Field)
        && (root.Has("resource") || root.Has("overrides") || root.Has("docker") || root.Has("uri") || (root.Has("entity") && root.Has("project")));

    public static LaunchSpec Read(ObjectReader root, WarningList warnings)
    {
        var runSpec = root.Nested(Field);
        var envelope = NativeSpecReader.ReadFields(root, warnings);
        root.RefuseUnknown();
        SpecEnv.CheckTogether(root, envelope, warnings);
        foreach (var name in OfRunSpec.Where(root.IsGiven))
        {
            root.Problems.Add(root.At(name), ProblemCodes.ConflictingField, "Beside wandb this is said by the run spec. Move it in there.");
        }

        return runSpec is null ? envelope : WandbRunSpecMapper.Map(runSpec, envelope, warnings);
    }
}
