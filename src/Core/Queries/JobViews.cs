using LaunchAgent.Contracts.Jobs;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Specs.Secrets;

namespace LaunchAgent.Core.Queries;

/// <summary>Jobs as the API shows them. Secrets are blanked here: the row holds what runs.</summary>
public static class JobViews
{
    /// <summary>A version.</summary>
    public static JobView Of(Job job)
    {
        // A schema names fields and holds no values of them: the type of a password is no secret.
        var schema = job.Definition.InputSchema;
        var shown = ContractJson.Deserialize<JobRequest>(SecretBlanker.Blank(ContractJson.Serialize(job.Definition with { InputSchema = null })))!;
        return new JobView
        {
            Name = job.Name,
            Version = job.Version,
            Source = shown.Source,
            Image = shown.Image,
            Command = shown.Command,
            Args = shown.Args,
            Env = shown.Env,
            Config = shown.Config,
            InputSchema = schema,
            ResourceArgs = shown.ResourceArgs,
            Timeouts = shown.Timeouts,
            Retry = shown.Retry,
            CreatedAt = job.CreatedAt,
        };
    }
}
