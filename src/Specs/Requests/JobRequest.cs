using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.InputSchemas;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Requests;

/// <summary>What a version of a job says; null is "not given".</summary>
public sealed record JobRequest
{
    /// <summary>The largest body, in bytes as sent.</summary>
    public const int MostBytes = SpecLimits.Bytes;

    /// <summary>The most patterns in <see cref="InputSchema"/>: they are made anew for each launch, at up to 10 ms each.</summary>
    public const int MostPatterns = 64;

    /// <summary>Where W&amp;B knows it: entity/project/name:alias.</summary>
    public string? Source { get; init; }

    /// <summary>Container image.</summary>
    public string? Image { get; init; }

    /// <summary>Program and fixed arguments.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Arguments after the command.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Default parameters (a JSON object).</summary>
    public JsonElement? Config { get; init; }

    /// <summary>JSON schema of the parameters (a JSON object): the part of it that <see cref="InputSchema"/> understands.</summary>
    public JsonElement? InputSchema { get; init; }

    /// <summary>Arguments for the executor (a JSON object).</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>Defaults of its launches.</summary>
    public TimeoutOptions? Timeouts { get; init; }

    /// <summary>Defaults of its launches.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>What the author of a launch should know of it.</summary>
    public IReadOnlyList<Warning> Warn()
    {
        var warnings = new WarningList();
        SpecEnv.WarnOfSecrets(Env ?? new Dictionary<string, string>(), warnings);
        return warnings.Items;
    }

    /// <summary>Reads the body that makes a version.</summary>
    /// <param name="job">The job's name, which has to hold as well.</param>
    /// <param name="text">The body.</param>
    public static ParsedRequest<JobRequest> Parse(string job, string text) => RequestReader.Read(text, reader =>
    {
        reader.RequireName(job, "job");
        var request = new JobRequest
        {
            Source = reader.Text("source", TextRules.WandbJobPath),
            Image = reader.Text("image", TextRules.Image),
            Command = SpecCommand.Read(reader, "command"),
            Args = SpecCommand.Read(reader, "args"),
            Env = SpecEnv.Read(reader, "env", TextRules.Value),
            Config = reader.Free("config", SpecLimits.ObjectBytes, JsonValueKind.Object),
            InputSchema = reader.Free("input_schema", SpecLimits.ObjectBytes, JsonValueKind.Object),
            ResourceArgs = reader.Free("resource_args", SpecLimits.ObjectBytes, JsonValueKind.Object),
            Timeouts = NativeSpecReader.Timeouts(reader.Nested("timeouts")),
            Retry = NativeSpecReader.Retry(reader.Nested("retry")),
        };
        SpecCommand.CheckTogether(reader, "command", request.Command, "args", request.Args);
        SpecEnv.CheckTogether(reader, new LaunchSpec { Env = request.Env }, new WarningList());
        if (!reader.IsGiven("command") && !reader.IsGiven("image"))
        {
            reader.Problems.Add("", ProblemCodes.MissingSource, "Nothing says what to run. Give command (a list of texts), or image, or both.", ["command", "image"]);
        }

        if (request.InputSchema is { } schema)
        {
            ReadSchema(schema, reader);
        }

        if (request.Timeouts?.ReadySeconds > 0)
        {
            reader.Problems.Add("/timeouts/ready_seconds", "not_supported", "This version does not support 'timeouts/ready_seconds' yet. Leave it out.");
        }

        return request;
    });

    // Counted first: to make one of them is what takes the time.
    private static void ReadSchema(JsonElement schema, ObjectReader reader)
    {
        const string name = "input_schema";
        if (JsonStrings.In(schema, "").Count(text => text is { IsName: true, Text: "pattern" }) > MostPatterns)
        {
            reader.Problems.Add(reader.At(name), ProblemCodes.TooMany, $"At most {MostPatterns} patterns, as every launch is held to them. Check the others in the command.");
            return;
        }

        InputSchemaReader.Read(schema, reader.At(name), reader.Problems);
    }
}
