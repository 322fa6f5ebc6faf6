using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Submission;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;

namespace LaunchAgent.Tests.Unit.Jobs;

/// <summary>Launches of jobs: which version they run, what it gives them, and what it does not let them say.</summary>
public sealed class JobLaunchTests
{
    private const string Later = ",\"scheduled_start_time\":\"2032-01-01T00:00:00Z\"";

    [Fact]
    public async Task Launch_LeavesEverythingOut_GetsWhatTheJobSays()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync(QueueNames.Default, """{"retry":{"max_retries":9,"factor":3},"timeouts":{"run_seconds":9,"start_seconds":8}}""");
        await app.MakeJobAsync("train", """
            {"command":["python","train.py"],"args":["--amp"],"env":{"A":"1"},"config":{"lr":1},"retry":{"max_retries":2},"timeouts":{"run_seconds":60}}
            """);

        var resolved = await ResolvedAsync(app, """{"job":"train"}""");

        Assert.Equal(["python", "train.py", "--amp"], resolved.Command);
        Assert.Equal(("train:1", "1", """{"lr":1}"""), (resolved.Job, resolved.Env["A"], resolved.Config!.Value.GetRawText()));
        Assert.Equal(new LaunchRetry(2, 10, 3, 600), resolved.Retry);
        Assert.Equal(new LaunchTimeouts(8, 60, 60), resolved.Timeouts);
    }

    [Fact]
    public async Task Launch_SaysSomething_WinsOverTheJobFieldByField()
    {
        using var app = await TestApp.StartAsync();
        await app.MakeJobAsync("train", """
            {"command":["python","train.py"],"args":["--amp"],"env":{"A":"1","B":"1"},"config":{"lr":1,"opt":{"name":"adam","beta":2},"seed":7},
             "retry":{"max_retries":2,"factor":4},"timeouts":{"run_seconds":60,"stop_grace_seconds":1}}
            """);

        var resolved = await ResolvedAsync(app, """
            {"job":"train:1","args":[],"env":{"B":"2","C":"3"},"config":{"opt":{"beta":3},"seed":null,"new":[1]},"retry":{"max_retries":0},"timeouts":{"run_seconds":5}}
            """);

        Assert.Equal(["python", "train.py"], resolved.Command);
        Assert.Equal("A1 B2 C3", string.Join(' ', resolved.Env.OrderBy(variable => variable.Key).Select(variable => variable.Key + variable.Value)));
        Assert.Equal("""{"lr":1,"new":[1],"opt":{"beta":3,"name":"adam"}}""", CanonicalJson.Of(resolved.Config!.Value));
        Assert.Equal((0, 4d, 5, 1), (resolved.Retry.MaxRetries, resolved.Retry.Factor, resolved.Timeouts.RunSeconds, resolved.Timeouts.StopGraceSeconds));
    }

    [Theory]
    [InlineData("train", "train:3")]
    [InlineData("train:latest", "train:3")]
    [InlineData("train:2", "train:2")]
    public async Task Launch_OfAVersion_KeepsItWhateverIsPostedLater(string asked, string reference)
    {
        using var app = await TestApp.StartAsync();
        for (var version = 1; version <= 3; version++)
            await app.MakeJobAsync("train", $$"""{"command":["v{{version}}"]}""");
        var launch = (await app.PostLaunchAsync($$"""{"job":"{{asked}}"{{Later}}}""")).Read<LaunchView>(201);
        await app.MakeJobAsync("train", """{"command":["v4"]}""");

        await app.CancelAsync(launch.Id);
        var retried = (await app.RetryAsync(launch.Id)).Read<LaunchView>(201);
        await app.CancelAsync(retried.Id);
        var again = (await app.RetryAsync(retried.Id)).Read<LaunchView>(201);

        Assert.All(new[] { launch.Job, retried.Job, again.Job }, kept => Assert.Equal(reference, kept));
        Assert.Equal("v" + reference[^1], Assert.Single((await ResolvedAsync(app, LaunchId.Parse(again.Id))).Command));
    }

    // The second delivery finds another latest version, and its text is too long for a row.
    [Fact]
    public async Task Message_DeliveredAgainAfterTheNextVersion_StaysWhatItWas()
    {
        using var app = await TestApp.StartAsync();
        var text = new string('x', TextBlobs.LargestInline);
        await app.MakeJobAsync("train", $$"""{"command":["v1","{{text}}"]}""");
        var first = await app.SubmitAsync("m1", """{"job":"train"}""");
        await app.MakeJobAsync("train", $$"""{"command":["v2","{{text}}"]}""");

        var second = await app.SubmitAsync("m1", """{"job":"train"}""");

        Assert.Equal(first.Id, second.Id);
        Assert.Equal("train:1", (await app.ReadAsync(first.Id)).Job);
        Assert.Equal("v1", (await ResolvedAsync(app, first.Id)).Command[0]);
    }

    [Theory]
    [InlineData("nothing", "There is no job", "other", "train")]
    [InlineData("Train", "There is no job", "other", "train")]
    [InlineData("train:3", "from 1 to 2", "train:latest", "train:2", "train:1")]
    [InlineData("train:v1", "without a v", "train:latest", "train:2", "train:1")]
    [InlineData("train:0", "from 1 to 2", "train:latest", "train:2", "train:1")]
    [InlineData("train:99999999999999", "from 1 to 2", "train:latest", "train:2", "train:1")]
    public async Task Launch_OfWhatThereIsNot_IsToldWhatThereIs(string asked, string message, params string[] allowed)
    {
        using var app = await TestApp.StartAsync();
        await app.PostJobAsync("other");
        await app.PostJobAsync("train");
        await app.PostJobAsync("train", """{"command":["v2"]}""");

        var problem = Assert.Single((await app.PostLaunchAsync($$"""{"job":"{{asked}}"}""")).ReadProblem(422, "invalid_spec").Errors);

        Assert.Equal(("/job", "unknown_job"), (problem.Pointer, problem.Code));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(allowed, problem.Allowed);
    }

    [Fact]
    public async Task Launch_OfWhatThereIsNot_ListsAFewOfMany()
    {
        using var app = await TestApp.StartAsync();
        for (var i = 0; i < 60; i++)
            await app.PostJobAsync("train", $$"""{"command":["v{{i}}"],"source":"{{i}}"}""");
        for (var i = 0; i < 60; i++)
            await app.PostJobAsync($"job-{i}");

        foreach (var spec in new[] { """{"job":"x"}""", """{"job":"train:x"}""", """{"entity":"a","project":"b","job":"x"}""" })
            Assert.InRange(Assert.Single((await app.PostLaunchAsync(spec)).ReadProblem(422, "invalid_spec").Errors).Allowed!.Count, 20, 21);
    }

    [Theory]
    [InlineData("""{"command":["true"],"image":"x"}""", "/image")]
    [InlineData("""{"image":"x"}""", "/image")]
    [InlineData("""{"job":"boxed"}""", "/job")]
    [InlineData("""{"job":"boxed","command":["true"]}""", "/job")]
    public async Task Launch_WithAnImageOnProcesses_IsRefused(string spec, string pointer)
    {
        using var app = await TestApp.StartAsync();
        await app.MakeJobAsync("boxed", """{"image":"registry.example/train:1"}""");

        var problem = Assert.Single((await app.PostLaunchAsync(spec)).ReadProblem(422, "invalid_spec").Errors);

        Assert.Equal((pointer, SpecResolver.ImageNotSupported), (problem.Pointer, problem.Code));
    }

    [Theory]
    [InlineData("""{"job":"train"}""", "/config/lr missing_field")]
    [InlineData("""{"job":"train","config":{"lr":"fast","epoch":3}}""", "/config/epoch unknown_field", "/config/lr wrong_type")]
    [InlineData("""{"job":"train","config":{"lr":1,"seed":null,"steps":0},"priority":"urgent"}""", "/config/seed missing_field", "/config/steps out_of_range", "/priority invalid_value")]
    [InlineData("""{"job":"train","config":[]}""", "/config wrong_type")]
    [InlineData("""{"resource":"local-process","job":"a/b/train:v0","overrides":{"run_config":{"steps":0}}}""", "/overrides/run_config/lr missing_field", "/overrides/run_config/steps out_of_range")]
    [InlineData("""{"schema_version":1,"wandb":{"job":"a/b/train:v0"}}""", "/wandb/overrides/run_config/lr missing_field")]
    public async Task Launch_WithParametersThatTheJobDoesNotTake_IsToldAllOfThem(string spec, params string[] problems)
    {
        using var app = await TestApp.StartAsync();
        await app.MakeJobAsync("train", """
            {"command":["train"],"source":"a/b/train:v0","config":{"seed":1},"input_schema":{"type":"object","required":["lr","seed"],"additionalProperties":false,
             "properties":{"lr":{"type":"number"},"seed":{"type":"integer"},"steps":{"type":"integer","minimum":1}}}}
            """);

        var errors = (await app.PostLaunchAsync(spec)).ReadProblem(422, "invalid_spec").Errors;

        Assert.Equal(problems, errors.Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("args", "/args")]
    [InlineData("env", "/env")]
    [InlineData("config", "/config")]
    public async Task Launch_ThatIsTooMuchTogetherWithItsJob_IsRefused(string field, string pointer)
    {
        using var app = await TestApp.StartAsync();
        var job = field == "config" ? """{"command":["x"],"config":{"a":"TEXT"}}""" : field == "env" ? """{"command":["x"],"env":{MANY}}""" : """{"command":["x",LONG]}""";
        var launch = field == "config" ? """{"job":"big","config":{"b":"TEXT"}}""" : field == "env" ? """{"job":"big","env":{MORE}}""" : """{"job":"big","args":[LONG]}""";
        await app.MakeJobAsync("big", Fill(job));

        var problem = Assert.Single((await app.PostLaunchAsync(Fill(launch))).ReadProblem(422, "invalid_spec").Errors);

        Assert.Equal((pointer, "too_large"), (problem.Pointer, problem.Code));
    }

    [Fact]
    public async Task Wandb_JobOfASource_RunsItWithTheOverridesOfTheRun()
    {
        using var app = await TestApp.StartAsync();
        await app.MakeJobAsync("train", """{"source":"acme/vision/train:latest","command":["python","train.py"],"args":["--amp"],"config":{"lr":1,"seed":7}}""");
        await app.MakeJobAsync("train", """{"command":["without"]}""");

        var plain = await ResolvedAsync(app, """{"resource":"local-process","job":"acme/vision/train:latest"}""");
        var changed = await ResolvedAsync(app, """
            {"resource":"local-process","job":"acme/vision/train:latest","overrides":{"args":["--fp32"],"entry_point":["python","eval.py"],"run_config":{"lr":2}}}
            """);

        Assert.Equal(("train:1", "python train.py --amp"), (plain.Job, string.Join(' ', plain.Command)));
        Assert.Equal(("train:1", "python eval.py --fp32", """{"lr":2,"seed":7}"""), (changed.Job, string.Join(' ', changed.Command), changed.Config!.Value.GetRawText()));
    }

    [Fact]
    public async Task Wandb_SourceOfSeveralJobs_IsTheOnePostedLast()
    {
        using var app = await TestApp.StartAsync();
        foreach (var name in new[] { "b", "a", "c" })
            await app.MakeJobAsync(name, """{"source":"acme/vision/train:latest","command":["true"]}""");
        await app.MakeJobAsync("a", """{"source":"acme/vision/train:latest","command":["again"]}""");

        Assert.Equal("a:2", (await ResolvedAsync(app, """{"resource":"local-process","job":"acme/vision/train:latest"}""")).Job);
    }

    [Theory]
    [InlineData("""{"resource":"local-process","job":"acme/vision/TRAIN:latest"}""", "/job")]
    [InlineData("""{"schema_version":1,"wandb":{"resource":"local-process","job":"train"}}""", "/wandb/job")]
    public async Task Wandb_SourceOfNoJob_IsToldWhatThereIs(string spec, string pointer)
    {
        using var app = await TestApp.StartAsync();
        await app.MakeJobAsync("train", """{"source":"acme/vision/train:latest","command":["true"]}""");

        var problem = Assert.Single((await app.PostLaunchAsync(spec)).ReadProblem(422, "invalid_spec").Errors);

        Assert.Equal((pointer, JobLookup.UnknownCode), (problem.Pointer, problem.Code));
        Assert.Equal(["acme/vision/train:latest"], problem.Allowed);
    }

    [Fact]
    public async Task Launch_OfAJobWithWhatLooksLikeASecret_IsWarned()
    {
        using var app = await TestApp.StartAsync();
        await app.MakeJobAsync("train", """{"command":["true"],"env":{"HF_TOKEN":"abc","OTHER":"x"}}""");

        var launch = (await app.PostLaunchAsync("""{"job":"train"}""")).Read<LaunchView>(201);

        var warning = Assert.Single(launch.Warnings);
        Assert.Equal(WarningCodes.LooksLikeSecret, warning.Code);
        Assert.DoesNotContain("abc", warning.Message, StringComparison.Ordinal);
    }

    private static string Fill(string json) => json
        .Replace("TEXT", new string('x', 40_000), StringComparison.Ordinal)
        .Replace("MANY", string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"A{i}\":\"\"")), StringComparison.Ordinal)
        .Replace("MORE", string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"B{i}\":\"\"")), StringComparison.Ordinal)
        .Replace("LONG", string.Join(',', Enumerable.Range(0, 6).Select(_ => $"\"{new string('x', 30_000)}\"")), StringComparison.Ordinal);

    private static async Task<ResolvedSpec> ResolvedAsync(TestApp app, string spec) =>
        await ResolvedAsync(app, LaunchId.Parse((await app.PostLaunchAsync(spec)).Read<LaunchView>(201).Id));

    private static async Task<ResolvedSpec> ResolvedAsync(TestApp app, LaunchId id) =>
        ContractJson.Deserialize<ResolvedSpec>(await app.Get<TextBlobs>().LoadAsync((await app.ReadAsync(id)).Resolved, CancellationToken.None))!;
}
