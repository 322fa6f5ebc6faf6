using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Specs.Parsing;

/// <summary>The rules of the texts in a launch spec. The JSON schema carries the same patterns.</summary>
internal static class TextRules
{
    public static readonly TextRule Free = new(SpecLimits.Name);

    public static readonly TextRule IdempotencyKey = new(SpecLimits.IdempotencyKey);

    public static readonly TextRule Label = new(SpecLimits.Label);

    public static readonly TextRule ResourceName = new(SpecLimits.ResourceName, "^[a-z0-9][a-z0-9-]{0,62}$", "lower-case letters, digits and hyphens, and begin with a letter or a digit");

    public static readonly TextRule Id = new(SpecLimits.Name, "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", "letters, digits, underscores, dots and hyphens, and begin with none of the last two");

    public static readonly TextRule Job = new(SpecLimits.Job, "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}(:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?$", "a job's name, or name:version (a W&B path goes into the job field of a W&B run spec)");

    public static readonly TextRule WandbJobPath = new(SpecLimits.WandbJobPath);

    public static readonly TextRule Image = new(SpecLimits.Image, "^[^ ]+$", "an image reference without spaces, such as registry.example/team/train:1");

    public static readonly TextRule WorkingDir = new(SpecLimits.WorkingDir);

    public static readonly TextRule Value = new(SpecLimits.Value) { IsContent = true };

    public static readonly TextRule EnvName = new(SpecLimits.EnvName, "^[A-Za-z_][A-Za-z0-9_]*$", "letters, digits and underscores, and begin with no digit");

    public static readonly TextRule SecretReference = new(SpecLimits.SecretReference, "^(setting://[A-Za-z_][A-Za-z0-9_.-]*|keyvault://[A-Za-z0-9-]+/[A-Za-z0-9-]+)$", "a reference: setting://NAME or keyvault://vault/secret, never the secret itself");

    /// <summary>As long as it likes: all files together have a limit in bytes.</summary>
    public static readonly TextRule FileContent = new(int.MaxValue) { IsContent = true };

    public static readonly TextRule TemplateVariableName = new(SpecLimits.TemplateVariableName, "^[A-Za-z_][A-Za-z0-9_]*$", "letters, digits and underscores, and begin with no digit");

    public static readonly TextRule TemplateVariableValue = new(SpecLimits.TemplateVariableValue) { IsContent = true };

    public static readonly TextRule ActorType = new(SpecLimits.ActorType, "^[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_.]*$", "module:Class, such as lab.agents:Simulator");

    public static readonly TextRule Traceparent = new(55, "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", "a W3C trace context: 00-<32 hex digits>-<16 hex digits>-<2 hex digits>, all lower case");

    public static readonly TextRule Url = new(SpecLimits.Url, "^https?://[^ ]+$", "an absolute http or https address");
}
