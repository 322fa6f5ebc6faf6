using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

public sealed class LaunchSpecParserTests
{
    /// <summary>The example of the documented contract, word for word except for what excludes each other.</summary>
    private const string Whole = """
        {"schema_version":1, "queue":"default", "idempotency_key":"exp-42", "name":"baseline-7", "author":"dana", "tags":["vision"],
         "job":"train:latest", "image":null, "command":["python","train.py"], "args":[], "working_dir":null,
         "env":{}, "secret_env":{"WANDB_API_KEY":"setting://NAME"}, "config":{"lr":0.001}, "files":{},
         "executor":null, "resource_args":{}, "template_variables":{}, "priority":"medium", "labels":[], "scheduled_start_time":null,
         "retry":{"max_retries":0,"initial_seconds":10,"factor":2,"max_seconds":600},
         "timeouts":{"start_seconds":1800,"ready_seconds":0,"run_seconds":0,"stop_grace_seconds":60},
         "run_id":null, "sweep_id":null, "capture_logs":true, "notify_url":null, "traceparent":null,
         "manager":null, "registration_id":null, "actor":null}
        """;

    [Fact]
    public void Parse_EveryField_Reads()
    {
        var parsed = LaunchSpecParser.Parse(Whole);

        Assert.Empty(parsed.Problems);
        Assert.Empty(parsed.Warnings);
        Assert.Equal(["python", "train.py"], parsed.Spec!.Command);
        Assert.Equal(Priority.Medium, parsed.Spec.Priority);
        Assert.Equal(0.001, parsed.Spec.Config!.Value.GetProperty("lr").GetDouble());
        Assert.Equal(60, parsed.Spec.Timeouts!.StopGraceSeconds);
        Assert.Null(parsed.Spec.Image);
    }

    [Fact]
    public void Parse_SeveralDefects_ReportsAllAtOnce()
    {
        var parsed = LaunchSpecParser.Parse("""{"comand":["x"],"priority":7,"retry":{"max_retries":101},"env":{"LAUNCH_ID":"x","1A":2}}""");

        Assert.Null(parsed.Spec);
        Assert.Equal(
            [
                ("", ProblemCodes.MissingSource),
                ("/comand", ProblemCodes.UnknownField),
                ("/env/1A", ProblemCodes.InvalidFormat),
                ("/env/1A", ProblemCodes.WrongType),
                ("/env/LAUNCH_ID", ProblemCodes.ReservedName),
                ("/priority", ProblemCodes.InvalidValue),
                ("/retry/max_retries", ProblemCodes.OutOfRange),
            ],
            parsed.Problems.Select(problem => (problem.Pointer, problem.Code)).Order());
        Assert.Equal(["command"], parsed.Problems.Single(problem => problem.Pointer == "/comand").Allowed);
    }
}
