using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Submission;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;
using Moq;

namespace LaunchAgent.Tests.Unit.Jobs;

/// <summary>A queue in secure mode: whoever submits chooses a job and its parameters, and never what program runs.</summary>
public sealed class SecureModeTests
{
    private const string Job = """{"command":["python","train.py"],"args":["--amp"],"env":{"MODE":"fast","SEED":"1"},"config":{"lr":1}}""";

    [Fact]
    public async Task Launch_OfAJob_RunsTheJobsCommandWithTheParametersOfTheLaunch()
    {
        using var app = await StartAsync();
        AttemptRequest? submitted = null;
        app.Executor.Setup(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()))
            .Callback((AttemptRequest request, CancellationToken _) => submitted = request).Returns(Task.CompletedTask);

        var launch = (await app.PostLaunchAsync("""{"job":"train","args":["--epochs","3"],"env":{"MODE":"slow"},"config":{"lr":2}}""")).Read<LaunchView>(201);
        await app.Create<StartAttempt>().RunAsync(Assert.Single(app.Started), CancellationToken.None);

        Assert.Equal("train:1", launch.Job);
        Assert.Equal(["python", "train.py", "--epochs", "3"], submitted!.Command);
        Assert.Equal(("slow", "1", """{"lr":2}"""), (submitted.Environment["MODE"], submitted.Environment["SEED"], submitted.Environment["LAUNCH_CONFIG"]));
        Assert.Null(submitted.WorkingDirectory);
        Assert.Empty(submitted.Files);
    }

    // What names a program, what the system looks at on its way to it, and what it may read its code from.
    [Theory]
    [InlineData("""{"job":"train","command":["sh"]}""", "/command")]
    [InlineData("""{"job":"train","image":"evil"}""", "/image")]
    [InlineData("""{"job":"train","executor":"process"}""", "/executor")]
    [InlineData("""{"job":"train","resource_args":{}}""", "/resource_args")]
    [InlineData("""{"job":"train","working_dir":"/tmp/evil"}""", "/working_dir")]
    [InlineData("""{"job":"train","files":{"train.py":"evil"}}""", "/files")]
    [InlineData("""{"job":"train","env":{"MODE":"slow","PATH":"/tmp/evil"}}""", "/env/PATH")]
    [InlineData("""{"job":"train","env":{"LD_PRELOAD":"x","PYTHONPATH":"x","mode":"x"}}""", "/env/LD_PRELOAD", "/env/PYTHONPATH", "/env/mode")]
    [InlineData("""{"job":"train","secret_env":{"BASH_ENV":"setting://X"}}""", "/secret_env/BASH_ENV")]
    [InlineData("""{"command":["true"]}""", "/command", "/job")]
    [InlineData("""{"resource":"local-process","overrides":{"entry_point":["sh"]}}""", "/job", "/overrides/entry_point")]
    [InlineData("""{"resource":"local-process","job":"acme/vision/train:latest","overrides":{"entry_point":["sh"],"files":{"train.py":"evil"}}}""", "/overrides/entry_point", "/overrides/files")]
    public async Task Launch_ThatCouldDecideWhatRuns_IsRefusedByName(string spec, params string[] pointers)
    {
        using var app = await StartAsync();

        var errors = (await app.PostLaunchAsync(spec)).ReadProblem(422, "invalid_spec").Errors;

        Assert.Equal(pointers, errors.Where(problem => problem.Code == SecureModeRules.Code).Select(problem => problem.Pointer).Order(StringComparer.Ordinal));
        Assert.Equal(0, app.Count("i"));
    }

    [Fact]
    public async Task Launch_OfAMessage_IsHeldToItToo()
    {
        using var app = await StartAsync();

        var rejected = await app.SubmitAsync("m1", """{"job":"train","command":["sh"]}""");

        Assert.Equal(QueueNames.Rejected, rejected.Queue);
    }

    // A queue that was open when the launch came, and is in secure mode by the time somebody retries it.
    [Fact]
    public async Task Retry_OfALaunchWithACommandOfItsOwn_IsRefused()
    {
        using var app = await StartAsync("""{"secure_mode":false}""");
        var launch = (await app.PostLaunchAsync("""{"command":["sh"],"scheduled_start_time":"2032-01-01T00:00:00Z"}""")).Read<LaunchView>(201);
        await app.CancelAsync(launch.Id);
        await app.PutQueueAsync(QueueNames.Default, """{"secure_mode":true}""");

        (await app.RetryAsync(launch.Id)).ReadProblem(422, "invalid_spec");
    }

    [Theory]
    [InlineData("{}", true, true)]
    [InlineData("{}", false, false)]
    [InlineData("""{"secure_mode":false}""", true, false)]
    [InlineData("""{"secure_mode":true}""", false, true)]
    public async Task Queue_ThatDoesNotSay_IsSecureInAzureOnly(string queue, bool isAzure, bool isSecure)
    {
        var settings = new Dictionary<string, string> { [isAzure ? "WEBSITE_SITE_NAME" : "ELSE"] = "func-api" };
        using var app = await TestApp.StartAsync(settings: settings);

        await app.PutQueueAsync("gpu", queue);

        Assert.Equal(isSecure, (await app.ViewAsync("gpu"))!.SecureMode);
        Assert.Equal(isAzure, (await app.ViewAsync(QueueNames.Default))!.SecureMode);
    }

    private static async Task<TestApp> StartAsync(string queue = """{"secure_mode":true}""")
    {
        var app = await TestApp.StartAsync();
        await app.PutQueueAsync(QueueNames.Default, queue);
        await app.MakeJobAsync("train", Job.Replace("{\"command\"", "{\"source\":\"acme/vision/train:latest\",\"command\"", StringComparison.Ordinal));
        return app;
    }
}
