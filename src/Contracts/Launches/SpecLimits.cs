namespace LaunchAgent.Contracts.Launches;

/// <summary>How much a launch spec may hold. Lengths are in characters (code points), sizes in bytes of minified UTF-8 JSON unless said otherwise.</summary>
public static class SpecLimits
{
    /// <summary>A whole spec by HTTP, in bytes as sent.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>A whole queue message, in bytes as stored; Azure Storage refuses more.</summary>
    public const int MessageBytes = 64 * 1024;

    /// <summary>Levels of nesting.</summary>
    public const int Depth = 64;

    /// <summary>Problems listed for one spec.</summary>
    public const int Problems = 100;

    /// <summary>Warnings listed for one spec.</summary>
    public const int Warnings = 100;

    /// <summary>name, author, run_id, sweep_id, registration_id.</summary>
    public const int Name = 128;

    /// <summary>queue, executor and manager: these also have to match <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
    public const int ResourceName = 63;

    /// <summary>idempotency_key.</summary>
    public const int IdempotencyKey = 256;

    /// <summary>job, with its version.</summary>
    public const int Job = 193;

    /// <summary>job of a W&amp;B run spec: entity/project/name:alias.</summary>
    public const int WandbJobPath = 512;

    /// <summary>_resume_count of a W&amp;B run spec.</summary>
    public const int ResumeCount = 1000;

    /// <summary>image.</summary>
    public const int Image = 512;

    /// <summary>working_dir.</summary>
    public const int WorkingDir = 1024;

    /// <summary>Number of tags.</summary>
    public const int Tags = 32;

    /// <summary>Number of labels.</summary>
    public const int Labels = 16;

    /// <summary>Length of one tag or label.</summary>
    public const int Label = 64;

    /// <summary>Entries of command and args together.</summary>
    public const int CommandEntries = 1024;

    /// <summary>Length of one entry of command or args, and of one environment value.</summary>
    public const int Value = 32_768;

    /// <summary>Bytes of command and args together, as UTF-8 text.</summary>
    public const int CommandBytes = 256 * 1024;

    /// <summary>Entries of env and secret_env together.</summary>
    public const int EnvEntries = 256;

    /// <summary>Length of an environment variable's name.</summary>
    public const int EnvName = 128;

    /// <summary>Bytes of all names and values of env, as UTF-8 text.</summary>
    public const int EnvBytes = 256 * 1024;

    /// <summary>Length of a reference in secret_env.</summary>
    public const int SecretReference = 256;

    /// <summary>config, resource_args, actor.args, actor.kwargs: each.</summary>
    public const int ObjectBytes = 64 * 1024;

    /// <summary>actor.state.</summary>
    public const int ActorStateBytes = 256 * 1024;

    /// <summary>actor.runtime.</summary>
    public const int ActorRuntimeBytes = 16 * 1024;

    /// <summary>actor.type.</summary>
    public const int ActorType = 256;

    /// <summary>Number of files.</summary>
    public const int Files = 64;

    /// <summary>Length of a file's path.</summary>
    public const int FileName = 256;

    /// <summary>Bytes of all files together, as UTF-8 text.</summary>
    public const int FileBytes = 256 * 1024;

    /// <summary>Number of template variables.</summary>
    public const int TemplateVariables = 64;

    /// <summary>Length of a template variable's name.</summary>
    public const int TemplateVariableName = 64;

    /// <summary>Length of a template variable's value, if it is a text.</summary>
    public const int TemplateVariableValue = 4096;

    /// <summary>Number of values in the enum of a queue's template variable.</summary>
    public const int TemplateVariableEnum = 64;

    /// <summary>Length of the description of a queue's template variable.</summary>
    public const int TemplateVariableDescription = 1024;

    /// <summary>notify_url.</summary>
    public const int Url = 2048;

    /// <summary>retry.max_retries.</summary>
    public const int MaxRetries = 100;

    /// <summary>retry.initial_seconds: a day.</summary>
    public const int InitialSeconds = 86_400;

    /// <summary>retry.max_seconds: a week.</summary>
    public const int MaxSeconds = 604_800;

    /// <summary>retry.factor, from 1.</summary>
    public const double Factor = 10;

    /// <summary>timeouts.start_seconds and timeouts.ready_seconds: a week.</summary>
    public const int StartSeconds = 604_800;

    /// <summary>timeouts.run_seconds: thirty days.</summary>
    public const int RunSeconds = 2_592_000;

    /// <summary>timeouts.stop_grace_seconds: an hour.</summary>
    public const int StopGraceSeconds = 3600;
}
