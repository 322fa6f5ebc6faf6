using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Submission;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class IntakeTests
{
    [Theory]
    [InlineData("""{"command":["true"],"name":"baseline"}""")]
    [InlineData("eyJjb21tYW5kIjpbInRydWUiXSwibmFtZSI6ImJhc2VsaW5lIn0=")]
    public async Task Accept_GoodSpecPlainOrBase64_WaitsInItsQueue(string body)
    {
        using var app = await TestApp.StartAsync();

        var accepted = await app.SubmitAsync("m1", body);

        var launch = await app.ReadAsync(accepted.Id);
        Assert.Equal((LaunchState.Pending, "baseline", "default", "process"), (launch.State, launch.Name, launch.Queue, launch.Executor));
        Assert.Equal(launch.IndexKey, Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal)).RowKey);
    }

    // Rule 5: the id comes from the message, so that a second delivery finds the launch already there.
    [Fact]
    public async Task Accept_MessageDeliveredAgain_IsTheSameLaunch()
    {
        using var app = await TestApp.StartAsync();
        var first = await app.SubmitAsync("m1");
        var before = app.Launches.All.Count;
        app.Clock.Now += TimeSpan.FromMinutes(1);

        var second = await app.Get<Intake>().AcceptAsync(new RunItem("m1", TestApp.Noon, """{"command":["true"]}"""), CancellationToken.None);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(before, app.Launches.All.Count);
        Assert.Equal(TestApp.Noon, (await app.ReadAsync(first.Id)).DueAt);
    }

    [Fact]
    public async Task Accept_MessageDeliveredAgainAfterTheClaim_ClaimsNothingAgain()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);

        await app.SubmitAsync("m1");

        Assert.Equal(0, app.Count(RowKeys.DueRows));
    }

    [Fact]
    public async Task Accept_BadSpec_IsRecordedWithAllItsProblems()
    {
        using var app = await TestApp.StartAsync();

        var rejected = await app.SubmitAsync("m1", """{"comand":["true"],"priority":"urgent","labels":"gpu"}""");

        Assert.Equal(QueueNames.Rejected, rejected.Queue);
        var launch = await app.ReadAsync(rejected.Id);
        var problems = ContractJson.Deserialize<Problem[]>(launch.Problems)!;
        Assert.Equal(LaunchState.Rejected, launch.State);
        Assert.Subset(problems.Select(problem => problem.Pointer).ToHashSet(), new HashSet<string> { "/comand", "/priority", "/labels" });
        Assert.Equal(0, app.Count(RowKeys.DueRows));
    }

    [Theory]
    [InlineData("""{"command":["true"],"queue":"gpu"}""", "/queue", "unknown_queue")]
    [InlineData("""{"command":["true"],"executor":"k8s"}""", "/executor", "unknown_executor")]
    [InlineData("""{"command":["true"],"notify_url":"https://example.com"}""", "/notify_url", "not_supported")]
    [InlineData("""{"resource":"local-process","job":"acme/vision/job-train:v1","overrides":{"entry_point":["true"]}}""", "/job", "unknown_job")]
    [InlineData("""{"schema_version":1,"wandb":{"job":"acme/vision/job-train:v1"}}""", "/wandb/job", "unknown_job")]
    [InlineData("""{"resource":"kubernetes","overrides":{"entry_point":["true"]}}""", "/resource", "resource_mismatch")]
    [InlineData("""{"schema_version":1,"wandb":{"resource":"kubernetes","overrides":{"entry_point":["true"]}}}""", "/wandb/resource", "resource_mismatch")]
    public async Task Accept_NothingHereCanRunIt_IsRejectedAndSaysWhy(string body, string pointer, string code)
    {
        using var app = await TestApp.StartAsync();

        var rejected = await app.SubmitAsync("m1", body);

        var problem = Assert.Single(ContractJson.Deserialize<Problem[]>((await app.ReadAsync(rejected.Id)).Problems)!);
        Assert.Equal((pointer, code), (problem.Pointer, problem.Code));
    }

    // What a rejected spec calls itself was held to no limit; over 32 K characters its record could not be written.
    [Theory]
    [InlineData("name")]
    [InlineData("author")]
    public async Task Accept_NameFarTooLong_IsRejectedUnderItsBeginning(string field)
    {
        using var app = await TestApp.StartAsync();

        var rejected = await app.SubmitAsync("m1", $$"""{"command":["true"],"{{field}}":"{{new string('n', 25_000)}}"}""");

        var launch = await app.ReadAsync(rejected.Id);
        Assert.Equal(LaunchState.Rejected, launch.State);
        Assert.Equal(new string('n', SpecLimits.Name) + "…", field == "name" ? launch.Name : launch.Author);
        Assert.Equal("too_long", Assert.Single(ContractJson.Deserialize<Problem[]>(launch.Problems)!).Code);
    }

    [Fact]
    public async Task Accept_WarningsOfFieldsWithMonstrousNames_FitIntoTheRow()
    {
        using var app = await TestApp.StartAsync();
        var fields = Enumerable.Range(0, 150).Select(number => $"\"{number}{string.Concat(Enumerable.Repeat("\\u0001", 80))}\":1");

        var accepted = await app.SubmitAsync("m1", """{"wandb":{"overrides":{"entry_point":["true"]},""" + string.Join(',', fields) + "}}");

        Assert.NotEmpty((await app.ReadAsync(accepted.Id)).Warnings);
    }

    [Fact]
    public async Task Accept_SecretInRejectedSpec_IsBlankedBeforeItIsStored()
    {
        using var app = await TestApp.StartAsync();

        await app.SubmitAsync("m1", """{"_wandb_api_key":"0123456789secret"}""");

        Assert.DoesNotContain(app.Launches.All.SelectMany(row => row), property => property.Value is string text && text.Contains("0123456789secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accept_SameIdempotencyKey_IsTheFirstLaunchAndRunsOnce()
    {
        using var app = await TestApp.StartAsync();
        const string Body = """{"command":["true"],"idempotency_key":"exp-42"}""";
        var first = await app.SubmitAsync("m1", Body);

        var second = await app.SubmitAsync("m2", Body);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal((1, 1), (app.Count(RowKeys.Launches), app.Count(RowKeys.DueRows)));
        Assert.Empty((await app.ReadAsync(first.Id)).Warnings);
    }

    [Fact]
    public async Task Accept_SameIdempotencyKeyOtherBody_WarnsTheFirstLaunchOnce()
    {
        using var app = await TestApp.StartAsync();
        var first = await app.SubmitAsync("m1", """{"command":["true"],"idempotency_key":"exp-42"}""");

        await app.SubmitAsync("m2", """{"command":["false"],"idempotency_key":"exp-42"}""");
        await app.SubmitAsync("m3", """{"command":["false"],"idempotency_key":"exp-42"}""");

        Assert.Equal("idempotency_mismatch", Assert.Single((await app.ReadAsync(first.Id)).Warnings).Code);
        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Accept_KeyedMessageDeliveredAgain_IsTheSameLaunch()
    {
        using var app = await TestApp.StartAsync();
        const string Body = """{"command":["true"],"idempotency_key":"exp-42"}""";

        Assert.Equal(await app.SubmitAsync("m1", Body), await app.SubmitAsync("m1", Body));
    }

    [Fact]
    public async Task Accept_ScheduledForLater_WaitsInTheFutureIndexUntilThen()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1", """{"command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""");

        Assert.Empty((await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims);
        app.Clock.Now = TestApp.Noon.AddHours(2);
        await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);

        await app.ClaimAsync();
    }
}
