using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Templates;

namespace LaunchAgent.Specs.Requests;

/// <summary>What a person configures of a run queue; null is "not given", and the field's default holds.</summary>
public sealed record QueueRequest
{
    /// <summary>The most launches that may hold a slot at once, as a number.</summary>
    public const int MostConcurrency = 1_000_000;

    /// <summary>The largest <see cref="MaxBacklog"/>.</summary>
    public const int MostBacklog = 100_000;

    /// <summary>Characters of a configuration as JSON; a row holds no more.</summary>
    public const int MostCharacters = 30_000;

    /// <summary>The name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Name of the executor its launches run on unless they name one.</summary>
    public string? Executor { get; init; }

    /// <summary>Arguments for the executor.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>What its launches may set in them.</summary>
    public IReadOnlyDictionary<string, TemplateVariable>? TemplateVariables { get; init; }

    /// <summary>Whether priorities decide the order.</summary>
    public bool? Prioritization { get; init; }

    /// <summary>The most launches that hold a slot at once; null is no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>What happens to a launch that finds the queue at its limit.</summary>
    public OnLimit? OnLimit { get; init; }

    /// <summary>About how many launches may wait; null is no limit.</summary>
    public int? MaxBacklog { get; init; }

    /// <summary>Labels that every launch gets.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Defaults of its launches.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>Defaults of its launches.</summary>
    public TimeoutOptions? Timeouts { get; init; }

    /// <summary>Whether command, image and executor come only from job or queue.</summary>
    public bool? SecureMode { get; init; }

    /// <summary>Whether output is kept.</summary>
    public bool? CaptureLogs { get; init; }

    /// <summary>Whether its launches find W&amp;B's <c>WANDB_*</c> variables.</summary>
    public bool? WandbEnv { get; init; }

    /// <summary>Reads the body that configures a queue.</summary>
    /// <param name="queue">The queue's name, which has to hold as well.</param>
    /// <param name="text">The body.</param>
    /// <param name="checkArgs">Finds what else stands against its resource args; what that is only the app can tell.</param>
    public static ParsedRequest<QueueRequest> Parse(string queue, string text, Func<JsonElement, IEnumerable<Problem>> checkArgs) => RequestReader.Read(text, reader =>
    {
        reader.RequireName(queue, "run queue");
        var request = new QueueRequest
        {
            DisplayName = reader.Text("display_name", TextRules.Free),
            Executor = reader.Text("executor", TextRules.ResourceName),
            ResourceArgs = reader.Free("resource_args", SpecLimits.ObjectBytes, JsonValueKind.Object),
            TemplateVariables = TemplateVariablesReader.Read(reader),
            Prioritization = reader.Flag("prioritization"),
            MaxConcurrency = reader.Integer("max_concurrency", 0, MostConcurrency),
            OnLimit = OnLimitOf(reader),
            MaxBacklog = reader.Integer("max_backlog", 1, MostBacklog),
            Labels = reader.Texts("labels", SpecLimits.Labels, TextRules.Label),
            Retry = NativeSpecReader.Retry(reader.Nested("retry")),
            Timeouts = NativeSpecReader.Timeouts(reader.Nested("timeouts")),
            SecureMode = reader.Flag("secure_mode"),
            CaptureLogs = reader.Flag("capture_logs"),
            WandbEnv = reader.Flag("wandb_env"),
        };
        if (request.ResourceArgs is { } args)
        {
            Placeholders.Check(args, reader.At("resource_args"), request.TemplateVariables ?? new Dictionary<string, TemplateVariable>(), reader.Problems);
            foreach (var problem in checkArgs(args))
            {
                reader.Problems.Add(problem.Pointer, problem.Code, problem.Message, problem.Allowed);
            }
        }

        RefuseUnsupported(reader, request);
        if (ContractJson.Serialize(request).Length > MostCharacters)
        {
            reader.Problems.Add("", ProblemCodes.TooLarge, $"A queue's configuration takes at most {MostCharacters} characters. Make 'resource_args' smaller.");
        }

        return request;
    });

    private static OnLimit? OnLimitOf(ObjectReader reader)
    {
        const string name = "on_limit";
        if (reader.Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && WireName.TryParse<OnLimit>(value.GetString(), out var known))
        {
            return known;
        }

        reader.Problems.Add(reader.At(name), ProblemCodes.InvalidValue, "Must be enqueue or cancel_new.", WireName.All<OnLimit>());
        return null;
    }

    // What a queue promises and this version does not do would be missed only when it matters.
    private static void RefuseUnsupported(ObjectReader reader, QueueRequest request)
    {
        var asked = new List<string>();
        if (SpecFields.Url(reader, "notify_url") is not null)
        {
            asked.Add("notify_url");
        }

        if (request.Timeouts?.ReadySeconds > 0)
        {
            asked.Add("timeouts/ready_seconds");
        }

        foreach (var field in asked)
        {
            reader.Problems.Add($"/{field}", "not_supported", $"This version does not support '{field}' yet. Leave it out.");
        }
    }
}
