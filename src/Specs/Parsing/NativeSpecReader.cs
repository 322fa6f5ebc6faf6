using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>Reads a launch spec in its own shape.</summary>
internal static class NativeSpecReader
{
    public static LaunchSpec Read(ObjectReader reader, WarningList warnings)
    {
        var spec = ReadFields(reader, warnings);
        reader.RefuseUnknown();
        SpecCommand.CheckTogether(reader, "command", spec.Command, "args", spec.Args);
        SpecEnv.CheckTogether(reader, spec, warnings);
        SpecSource.Check(spec, reader);
        return spec;
    }

    /// <summary>Field by field, without what must hold between them.</summary>
    public static LaunchSpec ReadFields(ObjectReader reader, WarningList warnings)
    {
        Version(reader);
        return new LaunchSpec
        {
            Queue = reader.Text("queue", TextRules.ResourceName),
            IdempotencyKey = reader.Text("idempotency_key", TextRules.IdempotencyKey),
            Name = reader.Text("name", TextRules.Free),
            Author = reader.Text("author", TextRules.Free),
            Tags = reader.Texts("tags", SpecLimits.Tags, TextRules.Label),
            Job = reader.Text("job", TextRules.Job),
            Image = reader.Text("image", TextRules.Image),
            Command = SpecCommand.Read(reader, "command"),
            Args = SpecCommand.Read(reader, "args"),
            WorkingDir = reader.Text("working_dir", TextRules.WorkingDir),
            Env = SpecEnv.Read(reader, "env", TextRules.Value),
            SecretEnv = SpecEnv.Read(reader, "secret_env", TextRules.SecretReference),
            Config = reader.Free("config", SpecLimits.ObjectBytes, JsonValueKind.Object),
            Files = SpecFiles.Read(reader, "files", (value, at) => reader.Text(value, at, TextRules.FileContent)),
            Executor = reader.Text("executor", TextRules.ResourceName),
            ResourceArgs = reader.Free("resource_args", SpecLimits.ObjectBytes, JsonValueKind.Object),
            TemplateVariables = SpecFields.TemplateVariables(reader),
            Priority = SpecFields.Priority(reader),
            Labels = reader.Texts("labels", SpecLimits.Labels, TextRules.Label),
            ScheduledStartTime = SpecFields.Time(reader, "scheduled_start_time"),
            Retry = Retry(reader.Nested("retry")),
            Timeouts = Timeouts(reader.Nested("timeouts")),
            RunId = reader.Text("run_id", TextRules.Id),
            SweepId = reader.Text("sweep_id", TextRules.Id),
            CaptureLogs = reader.Flag("capture_logs"),
            NotifyUrl = SpecFields.Url(reader, "notify_url"),
            Traceparent = SpecFields.Traceparent(reader, "traceparent"),
            Manager = reader.Text("manager", TextRules.ResourceName),
            RegistrationId = reader.Text("registration_id", TextRules.Id),
            Actor = Actor(reader.Nested("actor"), warnings),
        };
    }

    private static void Version(ObjectReader reader)
    {
        const string name = "schema_version";
        if (reader.Take(name) is not { } value)
        {
            return;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            reader.WrongType(reader.At(name), "the number 1", value);
        }
        else if (value.GetDouble() is not 1)
        {
            reader.Problems.Add(reader.At(name), ProblemCodes.UnsupportedVersion, "This agent reads version 1. Leave the field out or set it to 1.", ["1"]);
        }
    }

    public static RetryOptions? Retry(ObjectReader? reader)
    {
        if (reader is null)
        {
            return null;
        }

        var retry = new RetryOptions
        {
            MaxRetries = reader.Integer("max_retries", 0, SpecLimits.MaxRetries),
            InitialSeconds = reader.Integer("initial_seconds", 0, SpecLimits.InitialSeconds),
            Factor = reader.Number("factor", 1, SpecLimits.Factor),
            MaxSeconds = reader.Integer("max_seconds", 0, SpecLimits.MaxSeconds),
        };
        reader.RefuseUnknown();
        if (retry.InitialSeconds > retry.MaxSeconds)
        {
            reader.Problems.Add(reader.At("initial_seconds"), ProblemCodes.OutOfRange, "Must not be above max_seconds.");
        }

        return retry;
    }

    public static TimeoutOptions? Timeouts(ObjectReader? reader)
    {
        if (reader is null)
        {
            return null;
        }

        var timeouts = new TimeoutOptions
        {
            StartSeconds = reader.Integer("start_seconds", 0, SpecLimits.StartSeconds),
            ReadySeconds = reader.Integer("ready_seconds", 0, SpecLimits.StartSeconds),
            RunSeconds = reader.Integer("run_seconds", 0, SpecLimits.RunSeconds),
            StopGraceSeconds = reader.Integer("stop_grace_seconds", 0, SpecLimits.StopGraceSeconds),
        };
        reader.RefuseUnknown();
        return timeouts;
    }

    private static ActorSpec? Actor(ObjectReader? reader, WarningList warnings)
    {
        if (reader is null)
        {
            return null;
        }

        var args = reader.Free("args", SpecLimits.ObjectBytes, JsonValueKind.Array);
        var actor = new ActorSpec
        {
            Type = reader.Text("type", TextRules.ActorType),
            Args = args is null ? null : [.. args.Value.EnumerateArray()],
            Kwargs = reader.Free("kwargs", SpecLimits.ObjectBytes, JsonValueKind.Object)?.EnumerateObject()
                .DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal),
            State = reader.Free("state", SpecLimits.ActorStateBytes),
            Runtime = reader.Free("runtime", SpecLimits.ActorRuntimeBytes, JsonValueKind.Object),
        };
        reader.RefuseUnknown();
        if (!reader.IsGiven("type"))
        {
            reader.Problems.Add(reader.At("type"), ProblemCodes.MissingField, "Say what to construct: module:Class.");
        }

        if (actor.State is not null && (actor.Args is { Count: > 0 } || actor.Kwargs is { Count: > 0 }))
        {
            warnings.Add(WarningCodes.IgnoredField, "actor.args and actor.kwargs are ignored, because actor.state is given.");
        }

        return actor;
    }
}
