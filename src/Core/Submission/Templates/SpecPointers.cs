using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>Where the fields of a launch stand in what was submitted, be it a launch spec or a W&amp;B run spec.</summary>
public static class SpecPointers
{
    /// <summary>The arguments.</summary>
    public static string Args(LaunchSpec spec) => spec.WandbOrigin?.At("overrides/args") ?? "/args";

    /// <summary>The environment; a W&amp;B run spec has none.</summary>
    public const string Env = "/env";

    /// <summary>The job.</summary>
    public static string Job(LaunchSpec spec) => spec.WandbOrigin?.JobPointer ?? "/job";

    /// <summary>The resource args.</summary>
    public static string ResourceArgs(LaunchSpec spec) => spec.WandbOrigin is { Resource: { } resource } run ? run.At($"resource_args/{resource}") : "/resource_args";

    /// <summary>The values of template variables.</summary>
    public static string TemplateVariables(LaunchSpec spec) => spec.WandbOrigin?.At("template_variables") ?? "/template_variables";
}
