using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FunctionsEmulator.Faults;
using LaunchAgent.Tests.Integration.Azurite;
using LaunchAgent.Tests.Integration.Tables;

namespace LaunchAgent.Tests.Integration.Faults;

public sealed class StorageFaultTests
{
    private readonly StorageFaults _faults = new() { Kill = () => throw new KilledException() };

    // Azure.Core repeats a call whose answer it did not get, also one that is not safe to repeat (sdk/core/Azure.Core/src/Pipeline/RetryPolicy.cs).
    [Fact]
    public async Task LoseAnswer_OfAnAdd_IsSentAgainAndGives409ForItsOwnSuccess()
    {
        var table = await FaultyTable();
        var rule = _faults.Add(new FaultRule { Action = FaultAction.LoseAnswer });

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((409, 2), (error.Status, rule.Seen));
        Assert.True((await table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [Fact]
    public async Task LoseAnswer_OfATransaction_IsSentAgainAndFailsOnItsOwnSuccess()
    {
        var table = await FaultyTable();
        var etag = (await table.AddEntityAsync(new TableEntity("p", "header"))).Headers.ETag!.Value;
        _faults.Add(new FaultRule { Action = FaultAction.LoseAnswer, UriContains = "$batch" });

        var error = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "header") { ["Operation"] = "mine" }, etag),
            new(TableTransactionActionType.Add, new TableEntity("p", "slot")),
        ]));

        Assert.Equal((412, 0), (error.Status, error.FailedTransactionActionIndex));
        Assert.Equal("mine", (await table.GetEntityAsync<TableEntity>("p", "header")).Value["Operation"]);
    }

    [Fact]
    public async Task LoseAnswer_NotRetriable_ReachesTheCallerThoughItTookEffect()
    {
        var table = await FaultyTable();
        _faults.Add(new FaultRule { Action = FaultAction.LoseAnswer, Retriable = false });

        var error = await Assert.ThrowsAsync<AggregateException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.IsType<IOException>(error.InnerException!.InnerException);
        Assert.True((await table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [Fact]
    public async Task Busy_ThreeTimes_IsOvercomeByRetries()
    {
        var table = await FaultyTable();
        var rule = _faults.Add(new FaultRule { Action = FaultAction.Busy, Times = 3 });

        var response = await table.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal((204, 4), (response.Status, rule.Seen));
    }

    [Fact]
    public async Task Busy_FourTimes_Is503ServerBusy()
    {
        var table = await FaultyTable();
        _faults.Add(new FaultRule { Action = FaultAction.Busy, Times = 4 });

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((503, "ServerBusy"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Busy_OfAQueue_Is503ServerBusyToo()
    {
        var options = new QueueClientOptions { Retry = { MaxRetries = 0 } };
        options.AddPolicy(Policy(), HttpPipelinePosition.PerRetry);
        var queue = new QueueClient(AzuriteServer.ConnectionString, $"q-{Guid.NewGuid():n}", options);
        await queue.CreateAsync();
        _faults.Add(new FaultRule { Action = FaultAction.Busy });

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("text"));

        Assert.Equal((503, "ServerBusy"), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Fail_OfACallWithoutAwait_IsSentAgainToo()
    {
        var options = new QueueClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1) } };
        options.AddPolicy(Policy(), HttpPipelinePosition.PerRetry);
        var queue = new QueueClient(AzuriteServer.ConnectionString, $"q-{Guid.NewGuid():n}", options);
        await queue.CreateAsync();
        _faults.Add(new FaultRule { Action = FaultAction.Fail });

        var sent = await Task.Run(() => queue.SendMessage("text"));

        Assert.Equal(sent.Value.MessageId, (await queue.ReceiveMessageAsync()).Value.MessageId);
    }

    [Fact]
    public async Task Fail_IsNotSentAndTheRetrySucceeds()
    {
        var table = await FaultyTable();
        var rule = _faults.Add(new FaultRule { Action = FaultAction.Fail });

        await table.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal((2, 1), (rule.Seen, rule.Hits));
    }

    [Fact]
    public async Task Delay_WaitsOnTheClockAndThenSends()
    {
        var clock = new ManualTimer();
        var table = await TestTable.CreateAsync(new StorageFaultPolicy(_faults, clock));
        _faults.Add(new FaultRule { Action = FaultAction.Delay, Delay = TimeSpan.FromHours(1) });

        var adding = table.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal(TimeSpan.FromHours(1), await clock.Started.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.False(adding.IsCompleted);
        clock.Fire();
        Assert.Equal(204, (await adding).Status);
    }

    [Fact]
    public async Task KillBefore_NothingWasSent()
    {
        var table = await FaultyTable();
        _faults.Add(new FaultRule { Action = FaultAction.KillBefore, Call = 2 });

        await table.AddEntityAsync(new TableEntity("p", "a"));
        await Assert.ThrowsAsync<KilledException>(() => table.AddEntityAsync(new TableEntity("p", "b")));

        Assert.Equal(["a"], (await table.QueryAsync<TableEntity>().ToListAsync()).Select(r => r.RowKey));
    }

    [Fact]
    public async Task KillAfter_ItTookEffect()
    {
        var table = await FaultyTable();
        _faults.Add(new FaultRule { Action = FaultAction.KillAfter, Call = 2 });

        await table.AddEntityAsync(new TableEntity("p", "a"));
        await Assert.ThrowsAsync<KilledException>(() => table.AddEntityAsync(new TableEntity("p", "b")));

        Assert.Equal(["a", "b"], (await table.QueryAsync<TableEntity>().ToListAsync()).Select(r => r.RowKey));
    }

    [Fact]
    public async Task Rule_ByScopeAddressAndBody_HitsOnlyThose()
    {
        var table = await FaultyTable();
        var noListener = _faults.Add(new FaultRule { ExcludeScopes = [FaultScope.Listener] });
        var onlyListener = _faults.Add(new FaultRule { OnlyScopes = [FaultScope.Listener] });
        var batches = _faults.Add(new FaultRule { UriMatches = new(@"/\$batch$"), BodyContains = "needle" });
        var all = _faults.Add(new FaultRule { Reads = true });

        await table.AddEntityAsync(new TableEntity("p", "needle"));
        await InScope(FaultScope.Listener, () => table.UpsertEntityAsync(new TableEntity("p", "needle")));
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "other"))]);
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Delete, new TableEntity("p", "needle"))]);
        await table.GetEntityIfExistsAsync<TableEntity>("p", "needle");

        Assert.Equal((3, 1, 1, 5), (noListener.Seen, onlyListener.Seen, batches.Seen, all.Seen));
    }

    [Fact]
    public async Task Counts_ByScopeAndKind_SeeEveryCall()
    {
        var table = await FaultyTable();
        var queueOptions = new QueueClientOptions();
        queueOptions.AddPolicy(Policy(), HttpPipelinePosition.PerRetry);
        var queue = new QueueClient(AzuriteServer.ConnectionString, $"q-{Guid.NewGuid():n}", queueOptions);

        await InScope("Intake", async () =>
        {
            await table.AddEntityAsync(new TableEntity("p", "r"));
            await table.GetEntityAsync<TableEntity>("p", "r");
            await table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "r"))]);
            _ = await table.QueryAsync<TableEntity>().ToListAsync();
            await table.DeleteEntityAsync("p", "r");
        });
        await queue.CreateAsync();
        await queue.SendMessageAsync("text");
        var message = (await queue.ReceiveMessageAsync()).Value;
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);

        Assert.Equal(
            [
                ("", "DELETE message", 1), ("", "GET messages", 1), ("", "POST messages", 1), ("", "POST tables", 1), ("", "PUT other", 1),
                ("Intake", "DELETE row", 1), ("Intake", "GET row", 1), ("Intake", "GET rows", 1), ("Intake", "POST batch", 1), ("Intake", "POST row", 1),
            ],
            _faults.Counts.All());
        Assert.Equal((5, 2), (_faults.Counts.Of(scope: "Intake"), _faults.Counts.Of(kind: "POST row") + _faults.Counts.Of("", "POST messages")));
    }

    [Fact]
    public async Task CallLog_HasALineForEveryCall()
    {
        var file = Path.GetTempFileName();
        var faults = new StorageFaults(new CallLog(file)) { Kill = () => throw new KilledException() };
        var table = await TestTable.CreateAsync(new StorageFaultPolicy(faults, TimeProvider.System));
        faults.Add(new FaultRule { Action = FaultAction.KillBefore, Call = 2 });

        await InScope("Intake", () => table.AddEntityAsync(new TableEntity("p", "r")));
        await Assert.ThrowsAsync<KilledException>(() => table.AddEntityAsync(new TableEntity("p", "s")));

        var path = $"/devstoreaccount1/{table.Name}";
        Assert.Equal(
            [$"1\t-\tPOST\t/devstoreaccount1/Tables\t204", $"2\tIntake\tPOST\t{path}\t204", $"3\t-\tPOST\t{path}\t-"], await File.ReadAllLinesAsync(file));
        File.Delete(file);
    }

    private static async Task InScope(string scope, Func<Task> work)
    {
        FaultScope.Current = scope;
        await work();
    }

    private StorageFaultPolicy Policy() => new(_faults, TimeProvider.System);

    private Task<TableClient> FaultyTable() => TestTable.CreateAsync(Policy());

    private sealed class KilledException : Exception;
}
