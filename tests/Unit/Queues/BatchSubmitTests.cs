using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Submission;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Mvc;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class BatchSubmitTests
{
    private const string Good = """{"command":["true"]}""";

    [Fact]
    public async Task Post_FiveHundredItems_AreRecordedInOrderInFewCallsAndDispatchedOnce()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var calls = 0;
        app.Launches.Before = _ => calls++;
        await app.Get<Dispatcher>().DispatchAsync("default", CancellationToken.None);
        var dispatch = calls;
        calls = 0;

        var results = await PostAsync(app, Batch(Enumerable.Repeat(Good, 500)));

        Assert.All(results, result => Assert.True(result is { Created: true, Errors: [] }));
        Assert.Equal(Enumerable.Range(0, 500), results.Select(result => result.Index));
        Assert.Equal(500, app.Count(RowKeys.Launches));
        // A read of the queue and a transaction for every twenty: 0.1 calls an item.
        Assert.Equal(50, calls - dispatch);
        Assert.Equal(results.Select(result => result.Id), await LineAsync(app));
    }

    [Fact]
    public async Task Post_BadItems_AreRefusedWithAllTheirProblemsAndKeepNoOther()
    {
        using var app = await TestApp.StartAsync();

        var results = await PostAsync(app, Batch([Good, """{"comand":["true"],"priority":"urgent","queue":"none"}""", "7", Good]));

        Assert.Equal([true, false, false, true], results.Select(result => result.Created));
        Assert.Equal(["", "/comand", "/priority", "/queue"], results[1].Errors.Select(error => error.Pointer).Order(StringComparer.Ordinal));
        Assert.Null(results[1].Id);
        Assert.Equal(ProblemCodes.WrongType, Assert.Single(results[2].Errors).Code);
        Assert.Equal(2, app.Count(RowKeys.Launches));
        Assert.Equal(results.Where(result => result.Created).Select(result => result.Id), app.Started.Select(claim => claim.LaunchId));
    }

    [Fact]
    public async Task Post_SeveralQueues_EachItemIsInItsOwn()
    {
        using var app = await TestApp.StartAsync();
        await AddQueueAsync(app, "gpu");

        var results = await PostAsync(app, Batch([Good, """{"command":["true"],"queue":"gpu"}""", Good]));

        Assert.All(results, result => Assert.True(result.Created));
        Assert.Equal(["default", "gpu", "default"], await Task.WhenAll(results.Select(async result => (await app.ReadAsync(LaunchId.Parse(result.Id!))).Queue)));
    }

    [Fact]
    public async Task Post_KeyedBatchAgain_ChangesNothing()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var batch = Batch(Enumerable.Repeat(Good, 45), key: "sweep-7");
        var first = await PostAsync(app, batch);
        var rows = Rows(app);

        var second = await PostAsync(app, batch);

        Assert.Equal(first.Select(result => result.Id), second.Select(result => result.Id));
        Assert.All(second, result => Assert.True(result is { Created: false, Errors: [] }));
        Assert.Equal(rows, Rows(app));
        Assert.Equal(first[7].Id, (await SingleAsync(app, """{"command":["true"],"idempotency_key":"sweep-7/7"}""")).Read<LaunchView>(200).Id);
    }

    [Fact]
    public async Task Post_KeyedBatchWithAnotherItem_IsAMismatchOfThatItem()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await PostAsync(app, Batch([Good, Good], key: "k"));

        var results = await PostAsync(app, Batch([Good, """{"command":["false"]}""", Good], key: "k"));

        Assert.Equal([false, false, true], results.Select(result => result.Created));
        Assert.Equal(("/idempotency_key", "idempotency_mismatch"), (Assert.Single(results[1].Errors).Pointer, results[1].Errors[0].Code));
        Assert.Equal(3, app.Count(RowKeys.Launches));
    }

    // The host dies in the middle, and the caller sends the whole batch again.
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Post_KeyedBatchAfterTheHostDiedInIt_RecordsTheRest(int dies)
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var batch = Batch(Enumerable.Repeat(Good, 50), key: "k");
        var calls = 0;
        app.Launches.After = _ =>
        {
            if (++calls == dies)
                throw new InvalidOperationException("The host is dead.");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => PostAsync(app, batch));
        app.Launches.After = null;
        var recorded = app.Count(RowKeys.Launches);

        var results = await PostAsync(app, batch);

        Assert.Equal(20 * (dies / 2), recorded);
        Assert.Equal(50 - recorded, results.Count(result => result.Created));
        Assert.Equal(50, app.Count(RowKeys.Launches));
        Assert.Equal(50, app.Count(RowKeys.DueRows));
    }

    // The client re-sends the transaction and is refused for its own success.
    [Theory]
    [InlineData(null)]
    [InlineData("k")]
    public async Task Post_AnswerOfTheTransactionIsLost_IsCreatedOnce(string? key)
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        app.Launches.LosesAnswer = () => true;

        var results = await PostAsync(app, Batch(Enumerable.Repeat(Good, 30), key));

        Assert.All(results, result => Assert.True(result.Created));
        Assert.Equal(30, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Post_StorageFailsBehindWhatIsRecorded_AnswersWhatIsKnownAndNoMore()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var commits = 0;
        app.Launches.Before = operation =>
        {
            if (operation == "commit" && ++commits == 2)
                throw new RequestFailedException(503, "Busy.");
        };

        var results = await PostAsync(app, Batch(Enumerable.Repeat(Good, 50)));

        Assert.Equal(20, results.Count(result => result.Created));
        Assert.Equal(Enumerable.Repeat("storage_unavailable", 20).Concat(Enumerable.Repeat("not_tried", 10)), results.SelectMany(result => result.Errors).Select(error => error.Code));
        Assert.Equal(20, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Post_StorageFailsBeforeAnythingIsRecorded_IsNoAnswerToTheBatch()
    {
        using var app = await TestApp.StartAsync();
        app.Launches.Before = _ => throw new RequestFailedException(503, "Busy.");

        await Assert.ThrowsAsync<RequestFailedException>(() => PostAsync(app, Batch([Good])));
    }

    [Fact]
    public async Task Post_TooSlow_LeavesTheRestInTime()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        app.Launches.Before = _ => app.Clock.Now += TimeSpan.FromSeconds(50);

        var results = await PostAsync(app, Batch(Enumerable.Repeat(Good, 100)));

        Assert.Equal(40, results.Count(result => result.Created));
        Assert.All(results.Skip(40), result => Assert.Equal("not_tried", Assert.Single(result.Errors).Code));
    }

    [Fact]
    public async Task Post_MoreThanTheBacklogTakes_RecordsTheFirstAndAgainNoMore()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        await app.ChangeDefaultAsync(header => header with { Config = header.Config with { MaxBacklog = 30 } });
        var batch = Batch(Enumerable.Repeat(Good, 50), key: "k");

        var first = await PostAsync(app, batch);
        app.Clock.Now += TimeSpan.FromMinutes(1);
        var second = await PostAsync(app, batch);

        Assert.Equal(30, first.Count(result => result.Created));
        Assert.All(first.Skip(30), result => Assert.Equal(("/queue", "backlog_full"), (Assert.Single(result.Errors).Pointer, result.Errors[0].Code)));
        Assert.Equal(first.Select(result => (result.Id, result.Errors.Count)), second.Select(result => (result.Id, result.Errors.Count)));
        Assert.Equal(30, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Post_MoreLabelSetsThanAQueueTakes_RecordsTheFirst()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);

        var results = await PostAsync(app, Batch(Enumerable.Range(0, 60).Select(set => $$"""{"command":["true"],"labels":["l{{set}}"]}""")));

        Assert.Equal(LabelSetLimit.Maximum, results.Count(result => result.Created));
        Assert.All(results.Skip(LabelSetLimit.Maximum), result => Assert.Equal("too_many_label_sets", Assert.Single(result.Errors).Code));
        Assert.Equal(LabelSetLimit.Maximum, app.Count(RowKeys.LabelSets));
    }

    [Fact]
    public async Task Post_SameOwnKeyTwice_IsOneLaunch()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        const string keyed = """{"command":["true"],"idempotency_key":"a"}""";

        var results = await PostAsync(app, Batch([Good, keyed, keyed, """{"command":["false"],"idempotency_key":"a"}"""]));

        Assert.Equal([true, true, false, false], results.Select(result => result.Created));
        Assert.Equal(results[1].Id, results[2].Id);
        Assert.Equal("idempotency_mismatch", Assert.Single(results[3].Errors).Code);
        Assert.Equal(2, app.Count(RowKeys.Launches));
    }

    // Twenty of them are over what a transaction takes.
    [Fact]
    public async Task Post_LargeItems_AreRecordedOneByOne()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);
        var large = $$"""{"command":["true"],"config":{"a":"{{new string('x', 25_000)}}"} }""";

        var results = await PostAsync(app, Batch(Enumerable.Repeat(large, 20)));

        Assert.All(results, result => Assert.True(result.Created));
        Assert.Equal(20, app.Launches.Commits - 2);
    }

    [Fact]
    public async Task Post_ScheduledItems_AreWokenForOnceBesideTheWakeUpOfWhatIsDue()
    {
        using var app = await TestApp.StartAsync();
        const string later = """{"command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""";

        var results = await PostAsync(app, Batch([later, Good, later, """{"command":["true"],"scheduled_start_time":"2031-05-01T15:00:00Z"}"""]));

        Assert.Equal(results[1].Id, Assert.Single(app.Started).LaunchId);
        // What is due at once is looked at first, and that look sees what comes then.
        Assert.Single(app.SentWakeups, wakeup => wakeup.Queue == "default");
        Assert.Equal(3, app.Count(RowKeys.FutureRows));
    }

    [Fact]
    public async Task Post_ManyItems_TheirOrchestrationsAreStartedSideBySide()
    {
        using var app = await TestApp.StartAsync();
        const int Items = 20;
        var begun = 0;
        var all = new TaskCompletionSource<string>();
        app.Client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<Microsoft.DurableTask.TaskName>(), It.IsAny<object?>(), It.IsAny<Microsoft.DurableTask.StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns(() =>
            {
                if (Interlocked.Increment(ref begun) == Items)
                    all.SetResult("");
                return all.Task;
            });

        await PostAsync(app, Batch([.. Enumerable.Repeat(Good, Items)])).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(Items, begun);
    }

    [Fact]
    public async Task Post_KeyIsHalfACharacter_IsRefused()
    {
        using var app = await TestApp.StartAsync();

        var answer = (await SingleAsync(app, Batch([Good], key: "\\ud800"))).ReadProblem(422, "invalid_request");

        Assert.Equal(("/idempotency_key", "invalid_unicode"), (Assert.Single(answer.Errors).Pointer, answer.Errors[0].Code));
    }

    [Fact]
    public async Task Post_BatchItselfIsBad_Is422AndNothingIsRecorded()
    {
        using var app = await TestApp.StartAsync();

        (await SingleAsync(app, $$"""{"items":[{{Good}}],"queue":"default"}""")).ReadProblem(422, "invalid_request");

        Assert.Equal(0, app.Count(RowKeys.Launches));
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task Post_WholeBatch_TakesEightMebibytes(int more, int status)
    {
        using var app = await TestApp.StartAsync();

        var answer = Assert.IsType<ContentResult>(await SingleAsync(app, Batch([Good]).PadRight(LaunchBatch.Bytes + more)));

        Assert.Equal(status, answer.StatusCode);
    }

    private static string Batch(IEnumerable<string> items, string? key = null) =>
        $$"""{"items":[{{string.Join(',', items)}}]{{(key is null ? "" : $",\"idempotency_key\":\"{key}\"")}}}""";

    private static async Task<IReadOnlyList<BatchItemResult>> PostAsync(TestApp app, string body) => (await SingleAsync(app, body)).Read<BatchResult>(200).Results;

    private static Task<IActionResult> SingleAsync(TestApp app, string body) =>
        app.PostAsync(body);

    private static async Task<IEnumerable<string>> LineAsync(TestApp app) =>
        (await app.Launches.QueryPrefixAsync(LaunchId.PartitionOf("default"), RowKeys.DueRows, maximumRows: null, CancellationToken.None)).Select(row => DueRow.From(row).Id.ToString());

    private static IEnumerable<string> Rows(TestApp app) => [.. app.Launches.All.Select(row => $"{row.PartitionKey}/{row.RowKey} {row.ETag}")];

    private static async Task AddQueueAsync(TestApp app, string name)
    {
        var header = (await app.Get<QueueCatalog>().FindAsync(QueueNames.Default, CancellationToken.None))!;
        await app.Launches.CommitAsync([new(TableTransactionActionType.Add, (header with { Queue = name }).ToEntity())], CancellationToken.None);
    }
}
