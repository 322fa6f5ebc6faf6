using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>What the JSON schema cannot say of a field, and what it says in words of its own. Its limits are tried by <see cref="LaunchSpecSchemaTests"/>.</summary>
public sealed class LaunchSpecFieldTests
{
    [Theory]
    [InlineData("""{"job":"train"}""")]
    [InlineData("""{"job":"train:latest","command":["x"],"image":"a"}""")]
    [InlineData("""{"image":"registry.example/team/train@sha256:0123"}""")]
    [InlineData("""{"command":["sh","-c","echo \"a b\" | cat"]}""")]
    [InlineData("""{"schema_version":1.0,"command":["x"],"retry":{"max_retries":1e1,"factor":1.5}}""")]
    [InlineData("""{"job":"train","actor":{"type":"lab.agents:Simulator","state":"gASVJ"}}""")]
    [InlineData("""{"command":["x"],"env":{"PAD":"","LINES":"a\nb\t\u001b"},"args":["","a\nb"]}""")]
    [InlineData("""{"command":["x"],"timeouts":{},"retry":{"initial_seconds":10,"max_seconds":10}}""")]
    public void Parse_Valid_HasNoProblem(string text) => Assert.Empty(LaunchSpecParser.Parse(text).Problems);

    [Theory]
    [InlineData("""{}""", "", ProblemCodes.MissingSource)]
    [InlineData("""{"job":null,"args":["x"]}""", "", ProblemCodes.MissingSource)]
    [InlineData("""{"command":"python train.py"}""", "/command", ProblemCodes.WrongType)]
    [InlineData("""{"command":[]}""", "/command", ProblemCodes.InvalidFormat)]
    [InlineData("""{"command":[" "]}""", "/command", ProblemCodes.InvalidFormat)]
    [InlineData("""{"actor":{"type":"a:B"}}""", "/job", ProblemCodes.MissingSource)]
    [InlineData("""{"job":"a","command":["x"],"actor":{"type":"a:B"}}""", "/command", ProblemCodes.ConflictingField)]
    [InlineData("""{"job":"a","actor":{"type":null}}""", "/actor/type", ProblemCodes.MissingField)]
    [InlineData("""{"job":"a","name":" "}""", "/name", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","name":"a\u0085b"}""", "/name", ProblemCodes.ControlCharacter)]
    [InlineData("""{"job":"a","labels":["gpu\n"]}""", "/labels/0", ProblemCodes.ControlCharacter)]
    [InlineData("""{"job":"a","queue":"default\n"}""", "/queue", ProblemCodes.ControlCharacter)]
    [InlineData("""{"job":"a","queue":"-a"}""", "/queue", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","env":{"A":"x"},"secret_env":{"A":"setting://A"}}""", "/env/A", ProblemCodes.ConflictingField)]
    [InlineData("""{"job":"a","secret_env":{"LAUNCH_TOKEN":"setting://A"}}""", "/secret_env/LAUNCH_TOKEN", ProblemCodes.ReservedName)]
    [InlineData("""{"job":"a","env":{"launch_x":"1"}}""", "/env/launch_x", ProblemCodes.ReservedName)]
    [InlineData("""{"job":"a","secret_env":{"A":"keyvault://vault"}}""", "/secret_env/A", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","files":{"/etc/passwd":""}}""", "/files/~1etc~1passwd", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","files":{"a/../../b":""}}""", "/files/a~1..~1..~1b", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","files":{"c:a":""}}""", "/files/c:a", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","files":{"a\\b":""}}""", "/files/a\\b", ProblemCodes.InvalidFormat)]
    // No folder can hold both.
    [InlineData("""{"job":"a","files":{"a/b/c":"","a/b.txt":"","a":""}}""", "/files/a", ProblemCodes.ConflictingField)]
    [InlineData("""{"job":"a","files":{"a/b":"","a/b/c/d":""}}""", "/files/a~1b", ProblemCodes.ConflictingField)]
    [InlineData("""{"job":"a","scheduled_start_time":"2031-05-01"}""", "/scheduled_start_time", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","scheduled_start_time":"2031-02-30T00:00:00Z"}""", "/scheduled_start_time", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","scheduled_start_time":"0001-01-01T00:00:00+14:00"}""", "/scheduled_start_time", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","scheduled_start_time":1935403200}""", "/scheduled_start_time", ProblemCodes.WrongType)]
    [InlineData("""{"job":"a","retry":{"initial_seconds":11,"max_seconds":10}}""", "/retry/initial_seconds", ProblemCodes.OutOfRange)]
    [InlineData("""{"job":"a","notify_url":"/hook"}""", "/notify_url", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","notify_url":"https://["}""", "/notify_url", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","notify_url":"https://user:pw@example.org/"}""", "/notify_url", ProblemCodes.SecretInSpec)]
    [InlineData("""{"job":"a","traceparent":"00-00000000000000000000000000000000-b7ad6b7169203331-01"}""", "/traceparent", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","traceparent":"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}""", "/traceparent", ProblemCodes.InvalidFormat)]
    [InlineData("""{"job":"a","_wandb_api_key":"0123"}""", "/_wandb_api_key", ProblemCodes.SecretInSpec)]
    [InlineData("""{"job":"a","env":{"WANDB_API_KEY":"0123"}}""", "/env/WANDB_API_KEY", ProblemCodes.SecretInSpec)]
    [InlineData("""{"job":"a","config":{"db":[{"apiKey":"0123"}]}}""", "/config/db/0/apiKey", ProblemCodes.SecretInSpec)]
    [InlineData("""{"job":"a","resource_args":{"env":[{"value":"0123","name":"WANDB_API_KEY"}]}}""", "/resource_args/env/0/value", ProblemCodes.SecretInSpec)]
    [InlineData("""{"job":"a","wandb_origin":{"entity":"x"}}""", "/wandb_origin", ProblemCodes.UnknownField)]
    [InlineData("""{"job":"a","is_sweep_scheduler":true}""", "/is_sweep_scheduler", ProblemCodes.UnknownField)]
    [InlineData("""{"job":"a","wandb":7}""", "/wandb", ProblemCodes.WrongType)]
    public void Parse_Defect_IsTheOneProblem(string text, string pointer, string code)
    {
        // A run spec beside a job is two defects; this is about the one.
        var problem = Assert.Single(LaunchSpecParser.Parse(text).Problems, problem => problem.Code != ProblemCodes.ConflictingField || code == ProblemCodes.ConflictingField);
        Assert.Equal((pointer, code), (problem.Pointer, problem.Code));
    }

    [Theory]
    [InlineData("comand", "command")]
    [InlineData("scheduledStartTime", "scheduled_start_time")]
    [InlineData("secret-env", "secret_env")]
    [InlineData("resourceArgs", "resource_args")]
    [InlineData("priorty", "priority")]
    [InlineData("flavour", null)]
    [InlineData("x", null)]
    public void Parse_UnknownField_NamesTheOneThatMayBeMeant(string name, string? meant)
    {
        var problem = Assert.Single(LaunchSpecParser.Parse($$"""{"job":"a","{{name}}":1}""").Problems);

        Assert.Equal(("/" + name, ProblemCodes.UnknownField), (problem.Pointer, problem.Code));
        Assert.Equal(meant, problem.Allowed?[0]);
        Assert.Contains(name, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_UnknownFieldInASmallObject_NamesThemAll() => Assert.Equal(
        ["factor", "initial_seconds", "max_retries", "max_seconds"],
        Assert.Single(LaunchSpecParser.Parse("""{"job":"a","retry":{"colour":1}}""").Problems).Allowed);

    [Theory]
    [InlineData("0", Priority.Critical)]
    [InlineData("3", Priority.Low)]
    [InlineData("2.0", Priority.Medium)]
    [InlineData("\"high\"", Priority.High)]
    public void Parse_Priority_TakesNamesAndWandbsNumbers(string json, Priority priority) =>
        Assert.Equal(priority, LaunchSpecParser.Parse($$"""{"job":"a","priority":{{json}}}""").Spec!.Priority);

    [Fact]
    public void Parse_StartTime_IsUtc() => Assert.Equal(
        new DateTimeOffset(2031, 5, 1, 9, 0, 0, TimeSpan.Zero),
        LaunchSpecParser.Parse("""{"job":"a","scheduled_start_time":"2031-05-01T11:00:00.000+02:00"}""").Spec!.ScheduledStartTime);

    [Fact]
    public void Parse_NotGiven_IsNull()
    {
        var spec = LaunchSpecParser.Parse("""{"job":"a","retry":{}}""").Spec!;

        Assert.Equal(1, spec.SchemaVersion);
        Assert.Equal(new RetryOptions(), spec.Retry);
        Assert.Null(spec.Timeouts);
        Assert.Null(spec.Priority);
        Assert.Null(spec.Env);
    }

    [Theory]
    [InlineData("""{"job":"a","env":{"HF_TOKEN":"hf_x"}}""", WarningCodes.LooksLikeSecret)]
    [InlineData("""{"job":"a","env":{"db_password":"x"}}""", WarningCodes.LooksLikeSecret)]
    [InlineData("""{"job":"a","actor":{"type":"a:B","state":{},"args":[1]}}""", WarningCodes.IgnoredField)]
    public void Parse_Doubtful_IsAWarning(string text, string code)
    {
        var parsed = LaunchSpecParser.Parse(text);

        Assert.True(parsed.IsValid);
        Assert.Equal((code, "agent"), (Assert.Single(parsed.Warnings).Code, parsed.Warnings[0].Stage));
    }

    [Theory]
    [InlineData("""{"job":"a","env":{"TOKENIZERS_PARALLELISM":"false","MAX_TOKENS":"5","HF_TOKEN":""}}""")]
    [InlineData("""{"job":"a","config":{"api_key":null,"api_key_name":"x","monkey":"x"}}""")]
    [InlineData("""{"job":"a","secret_env":{"WANDB_API_KEY":"setting://WANDB"}}""")]
    public void Parse_NoSecret_IsNoWarning(string text)
    {
        var parsed = LaunchSpecParser.Parse(text);

        Assert.Empty(parsed.Problems);
        Assert.Empty(parsed.Warnings);
    }

    /// <summary>Values may be secrets that stand in the wrong place.</summary>
    [Fact]
    public void Parse_Problems_NeverQuoteValues()
    {
        const string secret = "S3cretS3cret";
        var text = $$"""
            {"job":"{{secret}} x","queue":"{{secret}}","image":"{{secret}} x","command":"{{secret}}","priority":"{{secret}}","secret_env":{"A":"{{secret}}"},
             "notify_url":"{{secret}}","traceparent":"{{secret}}","run_id":"/{{secret}}","scheduled_start_time":"{{secret}}","retry":"{{secret}}","api_key":"{{secret}}","colour":"{{secret}}"}
            """;

        var parsed = LaunchSpecParser.Parse(text);

        Assert.Equal(13, parsed.Problems.Count);
        Assert.DoesNotContain(secret, ContractJson.Serialize(parsed.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_InvalidSpec_StillShowsWhatCouldBeRead()
    {
        var parsed = LaunchSpecParser.Parse("""{"queue":"gpu","name":"x","job":5}""");

        Assert.False(parsed.IsValid);
        Assert.Equal(("gpu", "x"), (parsed.Readable!.Queue, parsed.Readable.Name));
    }

    [Fact]
    public void Parse_ReadValues_OutliveTheirDocument()
    {
        var spec = LaunchSpecParser.Parse("""{"job":"a","config":{"a":[1]},"template_variables":{"v":2},"actor":{"type":"a:B","args":[3],"kwargs":{"k":4},"runtime":{}}}""").Spec!;

        Assert.Equal(1, spec.Config!.Value.GetProperty("a")[0].GetInt32());
        Assert.Equal(2, spec.TemplateVariables!["v"].GetInt32());
        Assert.Equal((3, 4), (spec.Actor!.Args![0].GetInt32(), spec.Actor.Kwargs!["k"].GetInt32()));
    }
}
