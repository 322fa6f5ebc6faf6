using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Submission;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class LaunchRetryTests
{
    private const string Keyed = """{"command":["train"],"name":"baseline","idempotency_key":"exp-42","priority":"high","config":{"lr":0.1}}""";

    [Fact]
    public async Task Retry_EndedLaunch_IsANewOneOfTheSameSpecWithoutItsKey()
    {
        using var app = await TestApp.StartAsync();
        var ended = await EndedAsync(app, Keyed);

        var launch = (await RetryAsync(app, ended.ToString())).Read<LaunchView>(201);

        Assert.NotEqual(ended.ToString(), launch.Id);
        Assert.Equal((ended.ToString(), "baseline", Priority.High), (launch.RetryOf, launch.Name, launch.Priority));
        Assert.Equal(launch.Id, Assert.Single(app.Started).LaunchId);
        Assert.Equal(1, app.Count(RowKeys.Keys));
    }

    [Fact]
    public async Task Retry_RepeatedWithAKey_IsTheSameLaunch()
    {
        using var app = await TestApp.StartAsync();
        var ended = await EndedAsync(app, Keyed);

        var first = (await RetryAsync(app, ended.ToString(), key: "again")).Read<LaunchView>(201);
        var second = (await RetryAsync(app, ended.ToString(), key: "again")).Read<LaunchView>(200);

        Assert.Equal(first.Id, second.Id);
    }

    [Fact]
    public async Task Retry_WithTheKeyOfTheLaunchItself_IsAConflict()
    {
        using var app = await TestApp.StartAsync();
        var ended = await EndedAsync(app, Keyed);

        (await RetryAsync(app, ended.ToString(), key: "exp-42")).ReadProblem(409, "idempotency_mismatch");
    }

    [Fact]
    public async Task Retry_LaunchThatWaits_IsRefused()
    {
        using var app = await TestApp.StartAsync();
        var waiting = await app.SubmitAsync("m1");

        (await RetryAsync(app, waiting.Id.ToString())).ReadProblem(409, "invalid_state");
    }

    [Fact]
    public async Task Retry_RejectedSpecThatIsStillBad_NamesAllItsProblemsAndLeavesNoRecord()
    {
        using var app = await TestApp.StartAsync();
        var rejected = await app.SubmitAsync("m1", """{"comand":["true"],"queue":"gpu"}""");

        var problem = (await RetryAsync(app, rejected.Id.ToString())).ReadProblem(422, "invalid_spec");

        Assert.Subset(problem.Errors.Select(error => error.Pointer).ToHashSet(), new HashSet<string> { "/comand", "/queue" });
        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Retry_RejectedForAQueueThatExistsNow_IsALaunchOfThatQueue()
    {
        using var app = await TestApp.StartAsync();
        var rejected = await app.SubmitAsync("m1", """{"command":["true"],"queue":"gpu"}""");
        var header = (await app.Get<QueueCatalog>().FindAsync(QueueNames.Default, CancellationToken.None))!;
        await app.Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.Add, (header with { Queue = "gpu" }).ToEntity())], CancellationToken.None);

        var launch = (await RetryAsync(app, rejected.Id.ToString())).Read<LaunchView>(201);

        Assert.Equal(("gpu", rejected.Id.ToString()), (launch.Queue, launch.RetryOf));
    }

    [Theory]
    [InlineData("""{"command":["true"],"name":"poisoned"}""")]
    [InlineData("eyJjb21tYW5kIjpbInRydWUiXSwibmFtZSI6InBvaXNvbmVkIiwiYXJncyI6WyJhIGxvbmdlciB0ZXh0IHRoYXQgbG9va3MgbGlrZSBhIHNlY3JldCJdfQ==")]
    public async Task Retry_PoisonRecord_RunsWhatTheMessageSaid(string body)
    {
        using var app = await TestApp.StartAsync();
        var poisoned = await app.Get<Intake>().RejectAsync(
            new RunItem("copy", TestApp.Noon, body), [new Problem("", "intake_failed", "In vain.")], readable: null, CancellationToken.None);

        Assert.Equal("poisoned", (await RetryAsync(app, poisoned.Id.ToString())).Read<LaunchView>(201).Name);
    }

    [Fact]
    public async Task Retry_SecretWasBlanked_IsRefusedInsteadOfRunWithStars()
    {
        using var app = await TestApp.StartAsync();
        var rejected = await app.SubmitAsync("m1", """{"command":["true"],"queue":"gpu","env":{"HF_TOKEN":"hf_0123456789abcdef0123"}}""");

        var problem = (await RetryAsync(app, rejected.Id.ToString())).ReadProblem(422, "invalid_spec");

        Assert.Equal("secret_blanked", Assert.Single(problem.Errors).Code);
    }

    // A launch that was good keeps what it runs with; only what is shown is blanked.
    [Fact]
    public async Task Retry_GoodSpecWithASecret_RunsWithIt()
    {
        using var app = await TestApp.StartAsync();
        var ended = await EndedAsync(app, """{"command":["true"],"env":{"HF_TOKEN":"hf_0123456789abcdef0123"}}""");

        var launch = (await RetryAsync(app, ended.ToString())).Read<LaunchView>(201);

        Assert.Contains("hf_0123456789abcdef0123", (await app.ReadAsync(LaunchId.Parse(launch.Id))).Resolved, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "", 404, "unknown_launch")]
    [InlineData("00000000-0000000000000000000000000", "", 404, "unknown_launch")]
    [InlineData("nothing", "{", 400, "invalid_json")]
    [InlineData("nothing", """{"force":true}""", 422, "invalid_request")]
    [InlineData("nothing", "[]", 422, "invalid_request")]
    public async Task Retry_NothingToRetryOrBadBody_SaysSo(string id, string body, int status, string code)
    {
        using var app = await TestApp.StartAsync();

        (await RetryAsync(app, id, body)).ReadProblem(status, code);
    }

    private static async Task<LaunchId> EndedAsync(TestApp app, string body)
    {
        var accepted = await app.SubmitAsync("m1", body);
        await app.Get<StopRequests>().StopAsync(accepted.Id, force: false, CancellationToken.None);
        return accepted.Id;
    }

    private static Task<IActionResult> RetryAsync(TestApp app, string id, string body = "", string? key = null) => app.SettledAsync(
        app.Create<LaunchRetryFunctions>().RunAsync(
            TestRequest.For($"/launches/{id}/retry", body, key is null ? [] : [("Idempotency-Key", key)]), id, app.Client.Object, CancellationToken.None));
}
