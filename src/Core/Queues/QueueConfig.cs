using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Submission;
using LaunchAgent.Specs.Requests;

namespace LaunchAgent.Core.Queues;

/// <summary>What a person configures of a run queue; stored whole in the queue's header row.</summary>
public sealed record QueueConfig
{
    /// <summary>No limit: as many launches at once as there are.</summary>
    public const int Unlimited = -1;

    /// <summary>Name of the executor its launches run on unless they name one.</summary>
    public required string Executor { get; init; }

    /// <summary>Its name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Arguments for the executor.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>What its launches may set in them.</summary>
    public IReadOnlyDictionary<string, TemplateVariable> TemplateVariables { get; init; } = new Dictionary<string, TemplateVariable>();

    /// <summary>Whether priorities decide the order; without them it is first in, first out. Default true.</summary>
    public bool Prioritization { get; init; } = true;

    /// <summary>The most launches that hold a slot at once; -1 is no limit.</summary>
    public int MaxConcurrency { get; init; } = Unlimited;

    /// <summary>What happens to a launch that finds the queue at its limit. Default: it waits.</summary>
    public OnLimit OnLimit { get; init; }

    /// <summary>About how many launches may wait (<see cref="Backlog"/>); null is no limit.</summary>
    public int? MaxBacklog { get; init; }

    /// <summary>Labels that every launch of the queue gets.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What its launches do after a failure, as far as they do not say so themselves.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>How long its launches may take, as far as they do not say so themselves.</summary>
    public TimeoutOptions? Timeouts { get; init; }

    /// <summary>Whether launches only choose a job (<see cref="SecureModeRules"/>). Default false; queues are made with that of <see cref="QueueDefaults"/>.</summary>
    public bool SecureMode { get; init; }

    /// <summary>Whether output is kept, where a launch does not say; null leaves it to the agent.</summary>
    public bool? CaptureLogs { get; init; }

    /// <summary>Whether its launches find W&amp;B's <c>WANDB_*</c> variables. Default false.</summary>
    public bool WandbEnv { get; init; }

    /// <summary>What somebody asked for, with the defaults for the rest.</summary>
    public static QueueConfig Of(QueueRequest asked, QueueDefaults defaults) => new()
    {
        Executor = asked.Executor ?? ExecutorCatalog.Process,
        DisplayName = asked.DisplayName,
        ResourceArgs = asked.ResourceArgs,
        TemplateVariables = asked.TemplateVariables ?? new Dictionary<string, TemplateVariable>(),
        Prioritization = asked.Prioritization ?? true,
        MaxConcurrency = asked.MaxConcurrency ?? Unlimited,
        OnLimit = asked.OnLimit ?? OnLimit.Enqueue,
        MaxBacklog = asked.MaxBacklog,
        Labels = LabelSet.Normalised(asked.Labels ?? []),
        Retry = asked.Retry,
        Timeouts = asked.Timeouts,
        SecureMode = asked.SecureMode ?? defaults.SecureMode,
        CaptureLogs = asked.CaptureLogs,
        WandbEnv = asked.WandbEnv ?? false,
    };
}
