using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Bulk;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Submission;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class BulkTests
{
    private const string Spec = """{"command":["true"]}""";
    private const string ByDana = """{"command":["true"],"author":"dana"}""";

    [Fact]
    public async Task Stop_ByAuthor_StopsTheirsAndNoOther()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var theirs = await SubmitAsync(app, 3, ByDana);
        var others = await SubmitAsync(app, 2, Spec);

        var result = await BulkAsync(app, """{"action":"stop","filter":{"author":"dana"}}""");

        AssertCounts(result, matched: 3, changed: 3);
        Assert.Null(result.NextPageToken);
        Assert.All(await StatesAsync(app, theirs), state => Assert.Equal(LaunchState.Cancelled, state));
        Assert.All(await StatesAsync(app, others), state => Assert.Equal(LaunchState.Pending, state));
    }

    [Fact]
    public async Task Stop_Again_ChangesNothing()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await SubmitAsync(app, 3, Spec);
        await BulkAsync(app, """{"action":"stop","filter":{"queue":"default"}}""");
        var rows = Rows(app);

        var result = await BulkAsync(app, """{"action":"stop","filter":{"queue":"default"}}""");

        AssertCounts(result, matched: 3, changed: 0, ("ended", 3));
        Assert.Equal(rows, Rows(app));
    }

    [Fact]
    public async Task Stop_ClaimedOnes_AreWantedToStopAndTheirAgentIsToldOnce()
    {
        using var app = await TestApp.StartAsync();
        var launches = await SubmitAsync(app, 3, Spec);
        await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        app.SentWakeups.Clear();

        var result = await BulkAsync(app, """{"action":"stop","force":true,"filter":{"all":true}}""");
        var again = await BulkAsync(app, """{"action":"stop","filter":{"all":true}}""");

        AssertCounts(result, matched: 3, changed: 3);
        AssertCounts(again, matched: 3, changed: 0, ("already_stopping", 3));
        Assert.Equal(WakeupKind.Look, Assert.Single(app.SentWakeups).Kind);
        Assert.All(app.Launches.All.Where(row => row.RowKey[..1] == RowKeys.Slots), slot => Assert.Equal(("stop", true), (slot.GetString("desired_state"), slot.GetBoolean("force"))));
        Assert.Equal(3, launches.Count);
    }

    [Theory]
    [InlineData("stop", "")]
    [InlineData("retry", "")]
    [InlineData("set_priority", ",\"priority\":\"low\"")]
    public async Task DryRun_EveryAction_CountsTheSameAndWritesNothing(string action, string more)
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await SubmitAsync(app, 2, Spec);
        await StopAsync(app, await SubmitAsync(app, 3, Spec));
        var rows = Rows(app);
        var body = $$"""{"action":"{{action}}"{{more}},"filter":{"queue":"default"},"dry_run":DRY}""";

        var dry = await BulkAsync(app, body.Replace("DRY", "true", StringComparison.Ordinal));

        Assert.Equal(rows, Rows(app));
        Assert.Empty(app.SentWakeups);
        var real = await BulkAsync(app, body.Replace("DRY", "false", StringComparison.Ordinal));
        Assert.Equal((5, 0), (dry.Matched, dry.Changed));
        Assert.Equal(5, real.Matched);
        Assert.Equal(dry.Skipped, real.Skipped);
        Assert.Equal(dry.Matched - dry.Skipped.Values.Sum(), real.Changed);
    }

    [Fact]
    public async Task Retry_EndedOnes_AreSubmittedOnceHoweverOftenItIsAsked()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var ended = await SubmitAsync(app, 3, """{"command":["true"],"idempotency_key":"NUMBER"}""");
        await StopAsync(app, ended);
        await SubmitAsync(app, 1, Spec);

        var first = await BulkAsync(app, """{"action":"retry","filter":{"queue":"default"}}""");
        var second = await BulkAsync(app, """{"action":"retry","filter":{"queue":"default"}}""");

        AssertCounts(first, matched: 4, changed: 3, ("not_ended", 1));
        AssertCounts(second, matched: 7, changed: 0, ("already_retried", 3), ("not_ended", 4));
        var retries = app.Launches.All.Where(row => row.RowKey[..1] == RowKeys.Launches).Select(LaunchRow.From).Where(launch => launch.RetryOf is not null);
        Assert.Equal(ended.Select(id => id.ToString()).Order(), retries.Select(launch => launch.RetryOf!).Order());
    }

    // The host dies with the retry recorded and the answer not given.
    [Fact]
    public async Task Retry_AfterTheHostDiedInIt_RetriesTheRest()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await StopAsync(app, await SubmitAsync(app, 3, Spec));
        var commits = 0;
        app.Launches.After = operation =>
        {
            if (operation == "commit" && ++commits == 2)
                throw new RequestFailedException(0, "The host is dead.");
        };
        await Assert.ThrowsAsync<RequestFailedException>(() => BulkAsync(app, """{"action":"retry","filter":{"state":"cancelled"}}"""));
        app.Launches.After = null;

        var result = await BulkAsync(app, """{"action":"retry","filter":{"state":"cancelled"}}""");

        AssertCounts(result, matched: 3, changed: 1, ("already_retried", 2));
        Assert.Equal(6, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Retry_Finished_OnlyWhenTheyAreAskedFor()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var launch = Assert.Single(await SubmitAsync(app, 1, Spec));
        await StopAsync(app, [launch]);
        await MergeAsync(app, launch, ("state", "finished"));

        var unasked = await BulkAsync(app, """{"action":"retry","filter":{"queue":"default"}}""");
        var asked = await BulkAsync(app, """{"action":"retry","filter":{"state":"finished"}}""");

        AssertCounts(unasked, matched: 1, changed: 0, ("finished", 1));
        AssertCounts(asked, matched: 1, changed: 1);
    }

    [Fact]
    public async Task Retry_SomeThatCannotBe_AreNamedAndKeepNoOther()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await app.SubmitAsync("bad", """{"comand":["true"]}""");
        await app.SubmitAsync("secret", """{"command":["true"],"queue":"gpu","env":{"HF_TOKEN":"hf_0123456789abcdef0123"}}""");
        var poisoned = await app.Get<Intake>().RejectAsync(
            new RunItem("copy", TestApp.Noon, Spec), [new Problem("", "intake_failed", "In vain.")], readable: null, CancellationToken.None);

        var result = await BulkAsync(app, """{"action":"retry","filter":{"queue":"_rejected"}}""");

        Assert.Equal((3, 1, 2), (result.Matched, result.Changed, result.Failed));
        Assert.Equal(["secret_blanked", "unknown_field"], result.Errors.Select(error => error.Code).Order());
        Assert.DoesNotContain(poisoned.Id.ToString(), result.Errors.Select(error => error.Id));
    }

    [Fact]
    public async Task Retry_Many_OffersSlotsOncePerQueue()
    {
        using var app = await TestApp.StartAsync();
        await StopAsync(app, await SubmitAsync(app, 10, Spec));
        var headers = 0;
        app.Launches.Before = _ => headers++;

        await BulkAsync(app, """{"action":"retry","filter":{"state":"cancelled"}}""");

        Assert.Equal(10, app.Started.Count);
        // A page; each the queue, the insert; one claim and what it reads.
        Assert.InRange(headers, 20, 30);
    }

    [Fact]
    public async Task SetPriority_WaitingOnes_MoveAndTheOthersStay()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var waiting = await SubmitAsync(app, 2, Spec);
        await SubmitAsync(app, 1, """{"command":["true"],"priority":"critical"}""");
        await StopAsync(app, await SubmitAsync(app, 1, Spec));

        var result = await BulkAsync(app, """{"action":"set_priority","priority":"critical","filter":{"all":true}}""");

        AssertCounts(result, matched: 4, changed: 2, ("not_waiting", 1), ("unchanged", 1));
        foreach (var id in waiting)
            Assert.Equal((Priority.Critical, $"{RowKeys.DueRows}"), ((await app.ReadAsync(id)).Priority, (await app.ReadAsync(id)).IndexKey![..1]));
        Assert.Single(app.SentWakeups);
    }

    [Fact]
    public async Task SetPriority_QueueWithoutPrioritisation_SkipsItsLaunches()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await app.ChangeDefaultAsync(header => header with { Config = header.Config with { Prioritization = false } });
        await SubmitAsync(app, 2, Spec);

        AssertCounts(await BulkAsync(app, """{"action":"set_priority","priority":0,"filter":{"all":true}}"""), matched: 2, changed: 0, ("not_prioritized", 2));
    }

    [Fact]
    public async Task Stop_MoreThanOneCallTakes_GoesOnWithTheToken()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await SubmitAsync(app, BulkOperations.MostPerCall + 20, Spec);

        var first = await BulkAsync(app, """{"action":"stop","filter":{"queue":"default"}}""");
        var second = await BulkAsync(app, $$"""{"action":"stop","filter":{"queue":"default"},"page_token":"{{first.NextPageToken}}"}""");

        AssertCounts(first, matched: BulkOperations.MostPerCall, changed: BulkOperations.MostPerCall);
        AssertCounts(second, matched: 20, changed: 20);
        Assert.Null(second.NextPageToken);
    }

    [Fact]
    public async Task Stop_StorageIsSlow_EndsInTimeAndGoesOn()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await SubmitAsync(app, 10, Spec);
        app.Launches.Before = operation => app.Clock.Now += operation == "commit" ? TimeSpan.FromSeconds(25) : TimeSpan.Zero;

        var first = await BulkAsync(app, """{"action":"stop","filter":{"queue":"default"}}""");
        app.Launches.Before = null;
        var second = await BulkAsync(app, $$"""{"action":"stop","filter":{"queue":"default"},"page_token":"{{first.NextPageToken}}"}""");

        AssertCounts(first, matched: 3, changed: 3);
        AssertCounts(second, matched: 7, changed: 7);
    }

    [Theory]
    [InlineData("""{"action":"stop","filter":{}}""", 422, "invalid_request")]
    [InlineData("""{"action":"stop","filter":{"all":true},"page_token":"x"}""", 422, "invalid_request")]
    [InlineData("{", 400, "invalid_json")]
    [InlineData("", 422, "invalid_request")]
    public async Task Bulk_BadRequest_ChangesNothing(string body, int status, string code)
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await SubmitAsync(app, 1, Spec);
        var rows = Rows(app);

        (await PostAsync(app, body)).ReadProblem(status, code);

        Assert.Equal(rows, Rows(app));
    }

    private static async Task<IReadOnlyList<LaunchId>> SubmitAsync(TestApp app, int count, string body)
    {
        var ids = new List<LaunchId>();
        for (var number = 0; number < count; number++)
        {
            // Each at a time of its own, as in reality.
            app.Clock.Now += TimeSpan.FromMilliseconds(1);
            ids.Add((await app.SubmitAsync($"m{app.Clock.Now.Ticks}", body.Replace("NUMBER", $"{number}", StringComparison.Ordinal))).Id);
        }

        return ids;
    }

    private static async Task StopAsync(TestApp app, IEnumerable<LaunchId> launches)
    {
        foreach (var id in launches)
            await app.Get<StopRequests>().StopAsync(id, force: false, CancellationToken.None);
    }

    private static async Task<IEnumerable<LaunchState>> StatesAsync(TestApp app, IEnumerable<LaunchId> launches) =>
        await Task.WhenAll(launches.Select(async id => (await app.ReadAsync(id)).State));

    private static Task MergeAsync(TestApp app, LaunchId id, params (string Name, object Value)[] properties)
    {
        var row = new TableEntity(id.Partition, RowKeys.Launch(id));
        foreach (var (name, value) in properties)
            row[name] = value;
        return app.Launches.CommitAsync([new(TableTransactionActionType.UpdateMerge, row, ETag.All)], CancellationToken.None);
    }

    private static void AssertCounts(BulkResult result, int matched, int changed, params (string Reason, int Count)[] skipped)
    {
        Assert.Equal((matched, changed, 0), (result.Matched, result.Changed, result.Failed));
        Assert.Equal(skipped.Order(), result.Skipped.Select(skip => (skip.Key, skip.Value)).Order());
        Assert.Empty(result.Errors);
    }

    private static IEnumerable<string> Rows(TestApp app) => [.. app.Launches.All.Select(row => $"{row.PartitionKey}/{row.RowKey} {row.ETag}")];

    private static async Task<BulkResult> BulkAsync(TestApp app, string body) => (await PostAsync(app, body)).Read<BulkResult>(200);

    private static Task<IActionResult> PostAsync(TestApp app, string body) =>
        app.SettledAsync(app.Create<BulkFunctions>().RunAsync(TestRequest.For("/launches/bulk", body), app.Client.Object, CancellationToken.None));
}
