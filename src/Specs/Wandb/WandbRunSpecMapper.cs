using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Wandb;

/// <summary>From a W&amp;B run spec to a launch spec. What W&amp;B has and this agent has not becomes a warning or, if the run could not be the same, a problem.</summary>
internal static class WandbRunSpecMapper
{
    public static LaunchSpec Map(ObjectReader run, LaunchSpec envelope, WarningList warnings)
    {
        // Said to be a secret wherever it stands; here it must only not count as unknown as well.
        run.Take("_wandb_api_key");
        var source = WandbSource.Read(run, warnings);
        var overrides = run.Nested("overrides");
        var resource = WandbResource.Read(run, warnings);
        var runId = run.Text("run_id", TextRules.Id);
        var spec = envelope with
        {
            Name = run.Text("name", TextRules.Free),
            Author = run.Text("author", TextRules.Free),
            Image = source.Image,
            Command = overrides is null ? null : EmptyIsNone(SpecCommand.Read(overrides, "entry_point")),
            Args = overrides is null ? null : SpecCommand.Read(overrides, "args"),
            Config = overrides?.Free("run_config", SpecLimits.ObjectBytes, JsonValueKind.Object),
            Files = overrides is null ? null : SpecFiles.Read(overrides, "files", FileContent(overrides)),
            ResourceArgs = resource.Args,
            TemplateVariables = SpecFields.TemplateVariables(run),
            Priority = SpecFields.Priority(run),
            RunId = runId,
            SweepId = run.Text("sweep_id", TextRules.Id) ?? (source.IsScheduler ? runId : null),
            IsSweepScheduler = source.IsScheduler,
            WandbOrigin = new WandbOrigin(
                run.Text("entity", TextRules.Free),
                run.Text("project", TextRules.Free),
                source.Job,
                run.At("job"),
                resource.Name,
                run.At("resource"),
                run.Integer("_resume_count", 0, SpecLimits.ResumeCount))
            {
                ImagePointer = source.ImagePointer,
            },
        };
        source.Check(run, overrides, spec);
        if (overrides is not null)
        {
            SpecCommand.CheckTogether(overrides, "entry_point", spec.Command, "args", spec.Args);
            WandbFields.WarnOfIgnored(overrides, "overrides.", ["artifacts"], warnings);
            WandbFields.WarnOfUnknown(overrides, "overrides.", warnings);
        }

        WandbFields.WarnOfIgnored(run, "", ["python_version", "builder", "registry", "queue_entity"], warnings);
        WandbFields.WarnOfUnknown(run, "", warnings);
        return spec;
    }

    /// <summary>W&amp;B writes [] for "that of the job or the image".</summary>
    private static IReadOnlyList<string>? EmptyIsNone(IReadOnlyList<string>? command) => command is { Count: 0 } ? null : command;

    /// <summary>W&amp;B sends the content of a file as JSON, which is YAML as well; a text is taken as it is.</summary>
    private static Func<JsonElement, string, string?> FileContent(ObjectReader overrides) => (value, at) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? JsonSerializer.Serialize(value, ContractJson.Options)
            : overrides.Text(value, at, TextRules.FileContent);
}
