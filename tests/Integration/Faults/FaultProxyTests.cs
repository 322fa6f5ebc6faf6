using System.Net;
using System.Net.Sockets;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Sas;

namespace LaunchAgent.Tests.Integration.Faults;

/// <summary>The proxy before a real Azurite, called by Microsoft's clients.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private const string Hub = "MyHub";
    private const string Name = "items";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private string _account = null!;
    private FaultProxy _proxy = null!;
    private QueueClient _worker = null!;
    private QueueClient _host = null!;
    private QueueClient _direct = null!;

    public async Task InitializeAsync()
    {
        _account = AzuriteServer.NewAccount();
        _proxy = await FaultProxy.StartAsync(_account, Hub);
        _worker = Queue(_proxy.WorkerConnectionString);
        _host = Queue(_proxy.HostConnectionString);
        _direct = Queue(_account);
        await _direct.CreateAsync();
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    [Fact]
    public async Task Proxy_NamesThatMustBeEncoded_SignaturesHold()
    {
        const string Odd = "a b'c%d+é,(x)&=";
        var table = new TableClient(_proxy.WorkerConnectionString, "Odd");
        var blobs = new BlobContainerClient(_proxy.HostConnectionString, "odd");
        await table.CreateAsync();
        await blobs.CreateAsync();

        await table.AddEntityAsync(new TableEntity(Odd, "r'1") { ["Text"] = "é" });
        await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p q", "é'1")),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p q", "é'2") { ["Text"] = "x" }),
        ]);
        await blobs.GetBlobClient($"folder/{Odd}?#").UploadAsync(BinaryData.FromString("text"));

        Assert.Equal("é", (await table.GetEntityAsync<TableEntity>(Odd, "r'1")).Value.GetString("Text"));
        Assert.Equal(2, await table.QueryAsync<TableEntity>(row => row.PartitionKey == "p q").CountAsync());
        Assert.Equal("text", (await blobs.GetBlobClient($"folder/{Odd}?#").DownloadContentAsync()).Value.Content.ToString());
        Assert.All(_proxy.Log.Calls, call => Assert.InRange(call.Status ?? 0, 200, 299));
        var batch = Assert.Single(_proxy.Log.Calls, call => call.Operation == "EntityGroupTransaction");
        Assert.Equal(("Odd", 2), (batch.Resource, batch.Size));
    }

    [Fact]
    public async Task Log_CallsOfBothSides_AreCountedByMakerAndForgottenOnDemand()
    {
        var durable = new QueueClient(_proxy.HostConnectionString, "myhub-control-00");
        await durable.CreateAsync();
        await _worker.SendMessageAsync("1");
        await _worker.SendMessageAsync("2");
        await _host.ReceiveMessagesAsync();

        var counts = _proxy.Log.Counts();

        Assert.Equal(
            [
                (Maker.App, $"Queue {Name} PutMessage", 2),
                (Maker.Durable, "Queue myhub-control-00 CreateQueue", 1),
                (Maker.Listener, $"Queue {Name} GetMessages", 1),
            ],
            counts);
        Assert.Equal([1, 2, 3, 4], _proxy.Log.Calls.Select(call => call.Number));
        Assert.All(_proxy.Log.Calls, call => Assert.True(call.Duration > TimeSpan.Zero));
        var file = Path.GetTempFileName();
        await _proxy.Log.WriteAsync(file);
        Assert.StartsWith("2\t", (await File.ReadAllLinesAsync(file))[1], StringComparison.Ordinal);
        File.Delete(file);

        _proxy.Log.Clear();
        Assert.Empty(_proxy.Log.Calls);
    }

    [Theory]
    [InlineData(FaultAction.Fail, 500, "InternalError")]
    [InlineData(FaultAction.Busy, 503, "ServerBusy")]
    public async Task Refusal_AnyService_IsWhatTheClientsKnowAndHasNoEffect(FaultAction action, int status, string code)
    {
        var table = new TableClient(_proxy.WorkerConnectionString, "Rows", WithoutRetries(new TableClientOptions()));
        var blobs = new BlobContainerClient(_proxy.WorkerConnectionString, "texts", WithoutRetries(new BlobClientOptions()));
        _proxy.Arm(new FaultRule(action) { Times = 3, Time = TimeSpan.FromSeconds(7) });

        RequestFailedException[] refusals =
        [
            await Assert.ThrowsAsync<RequestFailedException>(() => _worker.SendMessageAsync("x")),
            await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync()),
            await Assert.ThrowsAsync<RequestFailedException>(() => blobs.CreateAsync()),
        ];

        Assert.All(refusals, refusal => Assert.Equal((status, code), (refusal.Status, refusal.ErrorCode)));
        var waits = refusals.Select(refusal => refusal.GetRawResponse()!.Headers.TryGetValue("Retry-After", out var wait) ? wait : null);
        Assert.All(waits, wait => Assert.Equal(action == FaultAction.Busy ? "7" : null, wait));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Rule_NthMatchingCalls_AreHitAndNoOthers()
    {
        await _worker.SendMessageAsync("before arming");
        var rule = _proxy.Arm(new FaultRule(FaultAction.Fail, call => call is { Maker: Maker.App, Operation: "PutMessage" })
        {
            Call = 3,
            Times = 2,
        });
        var all = _proxy.Arm(new FaultRule(FaultAction.Fail) { Call = int.MaxValue });

        var outcomes = new List<bool>();
        for (var number = 1; number <= 6; number++)
        {
            await _worker.PeekMessagesAsync();
            await _host.SendMessageAsync("of the host");
            outcomes.Add(await SucceedsAsync(_worker.SendMessageAsync($"{number}")));
        }

        Assert.Equal([true, true, false, false, true, true], outcomes);
        Assert.Equal((6, 18), (rule.Seen, all.Seen));
        Assert.Equal(500, (await rule.Fired).Status);
        Assert.Equal(2, _proxy.Log.Calls.Count(call => call.Fault == FaultAction.Fail));

        _proxy.Disarm();
        await _worker.SendMessageAsync("7");
        Assert.Equal(6, rule.Seen);
    }

    [Fact]
    public async Task Fail_ClientWithRetries_GetsThroughWithOneCallMore()
    {
        _proxy.Arm(new FaultRule(FaultAction.Fail));
        var options = new QueueClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1) } };
        var patient = new QueueClient(_proxy.WorkerConnectionString, Name, options);

        await patient.SendMessageAsync("x");

        Assert.Equal([500, 201], _proxy.Log.Calls.Select(call => call.Status));
    }

    [Fact]
    public async Task Break_Call_HasNoAnswerAndNoEffect()
    {
        _proxy.Arm(new FaultRule(FaultAction.Break));

        await BreaksAsync(_worker.SendMessageAsync("x"));

        Assert.Equal(0, await CountAsync());
        Assert.Null(Assert.Single(_proxy.Log.Calls).Status);
    }

    [Fact]
    public async Task LoseAnswer_Call_HasNoAnswerButItsEffect()
    {
        _proxy.Arm(new FaultRule(FaultAction.LoseAnswer));

        await BreaksAsync(_worker.SendMessageAsync("x"));

        Assert.Equal(1, await CountAsync());
        Assert.Equal(201, Assert.Single(_proxy.Log.Calls).Status);
    }

    [Fact]
    public async Task Delay_Call_TakesEffectLaterWithoutHoldingUpOthers()
    {
        _proxy.Arm(new FaultRule(FaultAction.Delay) { Time = TimeSpan.FromMilliseconds(400) });

        var slow = _worker.SendMessageAsync("slow");
        await Eventually.TrueAsync(() => _proxy.Log.Calls.Count == 1);
        await _worker.SendMessageAsync("quick");
        Assert.Equal(1, await CountAsync());
        await slow;

        Assert.Equal(["quick", "slow"], (await _direct.PeekMessagesAsync(2)).Value.Select(message => message.MessageText));
        Assert.True(_proxy.Log.Calls[0].Duration >= TimeSpan.FromMilliseconds(390));
    }

    [Fact]
    public async Task Hang_Calls_TakeEffectOnReleaseUnlessTheSenderHasGivenUp()
    {
        _proxy.Arm(new FaultRule(FaultAction.Hang) { Times = 2 });
        using var impatience = new CancellationTokenSource();
        var patient = _worker.SendMessageAsync("patient");
        var impatient = _worker.SendMessageAsync("impatient", impatience.Token);
        await Eventually.TrueAsync(() => _proxy.Log.Calls.Count == 2);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(patient.IsCompleted);
        Assert.Equal(0, await CountAsync());
        _proxy.Release();
        await patient;

        Assert.Equal(["patient"], (await _direct.PeekMessagesAsync(2)).Value.Select(message => message.MessageText));
    }

    [Fact]
    public async Task DeliverTwice_EveryMessage_ComesTwiceAsTheVerySame()
    {
        _proxy.Arm(FaultRule.DeliverTwice(Name));
        var other = new QueueClient(_proxy.HostConnectionString, "myhub-control-00");
        await other.CreateAsync();
        await other.SendMessageAsync("once");
        await _direct.SendMessageAsync("1");
        await _direct.SendMessageAsync("2 <&>");

        var delivered = new List<(string, string, long)>();
        while ((await _host.ReceiveMessageAsync(TimeSpan.FromHours(1))).Value is { } message)
        {
            delivered.Add((message.MessageId, message.MessageText, message.DequeueCount));
            Assert.Equal(204, (await _host.DeleteMessageAsync(message.MessageId, message.PopReceipt)).Status);
        }

        Assert.Equal(["1", "1", "2 <&>", "2 <&>"], delivered.Select(message => message.Item2).Order());
        Assert.All(delivered.GroupBy(message => message.Item1, message => message.Item3), counts => Assert.Equal([1, 2], counts.Order()));
        Assert.Equal(
            [FaultAction.DeliverTwice, FaultAction.DeliverTwice, null, null],
            _proxy.Log.Calls.Where(call => call.Operation == "DeleteMessage").Select(call => call.Fault).OrderBy(fault => fault is null));
        var control = (await other.ReceiveMessageAsync(TimeSpan.FromHours(1))).Value;
        await other.DeleteMessageAsync(control.MessageId, control.PopReceipt);
        Assert.Equal(0, (await other.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task DeliverTwice_LockLost_DeleteIsRefusedByStorage()
    {
        _proxy.Arm(FaultRule.DeliverTwice());
        await _direct.SendMessageAsync("x");
        var first = (await _host.ReceiveMessageAsync(TimeSpan.FromSeconds(1))).Value;
        await Eventually.ValueAsync(async () => (await _direct.ReceiveMessageAsync(TimeSpan.FromHours(1))).Value);

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => _host.DeleteMessageAsync(first.MessageId, first.PopReceipt));

        Assert.InRange(refusal.Status, 400, 404);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Outage_Breaking_EndsOpenCallsAndRefusesNewOnesUntilItIsOver()
    {
        _proxy.Arm(new FaultRule(FaultAction.Hang));
        var open = _worker.SendMessageAsync("open");
        await Eventually.TrueAsync(() => _proxy.Log.Calls.Count == 1);

        _proxy.TakeDown();
        await BreaksAsync(open);
        await BreaksAsync(_worker.SendMessageAsync("during"));
        await BreaksAsync(_host.SendMessageAsync("during"));
        _proxy.BringBack();
        _proxy.Release();
        await _worker.SendMessageAsync("after");

        Assert.Equal(["after"], (await _direct.PeekMessagesAsync(9)).Value.Select(message => message.MessageText));
        Assert.Equal(2, _proxy.Log.Calls.Count);
    }

    [Fact]
    public async Task Outage_Hanging_LetsCallsThroughWhenItIsOver()
    {
        _proxy.TakeDown(hanging: true);
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var patient = _worker.SendMessageAsync("patient");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _host.SendMessageAsync("impatient", impatience.Token));
        Assert.False(patient.IsCompleted);

        _proxy.BringBack();
        await patient;

        Assert.Equal(["patient"], (await _direct.PeekMessagesAsync(9)).Value.Select(message => message.MessageText));
    }

    [Theory]
    [InlineData(FaultAction.KillBefore, new[] { "0" })]
    [InlineData(FaultAction.KillAfter, new[] { "0", "1" })]
    public async Task Kill_AtACall_StorageHasSeenNoLaterOneOfTheDead(FaultAction action, string[] stored)
    {
        var process = new FakeProcess(_proxy.WorkerConnectionString);
        var host = new FakeProcess(_proxy.HostConnectionString);
        var killing = new TaskCompletionSource();
        var kill = new TaskCompletionSource();
        _proxy.Kill = async target =>
        {
            Assert.Equal(KillTarget.Both, target);
            killing.SetResult();
            await kill.Task;
            process.Dispose();
            host.Dispose();
        };
        _proxy.Arm(new FaultRule(FaultAction.Hang, call => call.Operation == "PutMessage" && call.Side == Side.Host));
        var rule = _proxy.Arm(new FaultRule(action, call => call.Side == Side.Worker) { Call = 2 });
        var hanging = _host.SendMessageAsync("hanging");
        await process.PutAsync("0");

        var hit = process.PutAsync("1");
        await killing.Task;
        var late = process.PutAsync("late");
        var lateOfTheHost = host.PutAsync("late");
        Assert.False(rule.Fired.IsCompleted || hit.IsCompleted || late.IsCompleted);
        kill.SetResult();

        Assert.Equal(action, (await rule.Fired.WaitAsync(Patience)).Fault);
        await Task.WhenAll(BreaksAsync(hit), BreaksAsync(late), BreaksAsync(lateOfTheHost));
        using var next = new FakeProcess(_proxy.WorkerConnectionString);
        await next.PutAsync("next");
        Assert.Equal([.. stored, "next"], (await _direct.PeekMessagesAsync(9)).Value.Select(message => message.MessageText));
        Assert.False(hanging.IsCompleted);
        _proxy.Release();
        await hanging;
    }

    [Theory]
    [InlineData(FaultAction.KillBefore)]
    [InlineData(FaultAction.KillAfter)]
    public async Task Kill_OfTheOtherSide_CallIsAnsweredWhenThatIsDead(FaultAction action)
    {
        var dead = false;
        _proxy.Kill = target => Task.FromResult(dead = target == KillTarget.Worker);
        _proxy.Arm(new FaultRule(action) { Target = KillTarget.Worker, Times = 2 });

        var sent = (await _host.SendMessageAsync("x")).Value;

        Assert.True(dead);
        Assert.Equal(sent.MessageId, (await _direct.PeekMessageAsync()).Value.MessageId);
        dead = false;
        Assert.Equal(204, (await _host.DeleteMessageAsync(sent.MessageId, sent.PopReceipt)).Status);
        Assert.True(dead);
    }

    [Fact]
    public async Task Kill_CallsThatAreHeldOrUnreadWhenTheirSenderDies_AreDropped()
    {
        var process = new FakeProcess(_proxy.WorkerConnectionString);
        _proxy.Kill = async _ =>
        {
            // The last that a process did may still be in the hands of the operating system when it is gone.
            for (var number = 0; number < 20; number++)
                await process.PutAndDieAsync($"last words {number}");
            process.Dispose();
        };
        _proxy.Arm(new FaultRule(FaultAction.Delay) { Time = TimeSpan.FromMilliseconds(500) });
        var rule = _proxy.Arm(new FaultRule(FaultAction.KillBefore, call => call.Side == Side.Host) { Target = KillTarget.Worker });
        var delayed = process.PutAsync("delayed");
        await Eventually.TrueAsync(() => _proxy.Log.Calls.Count == 1);

        await _host.SendMessageAsync("of the living");

        await rule.Fired;
        await BreaksAsync(delayed);
        await Eventually.TrueAsync(() => _proxy.Log.Calls[0].Duration > TimeSpan.Zero);
        Assert.Equal(["of the living"], (await _direct.PeekMessagesAsync(32)).Value.Select(message => message.MessageText));
    }

    [Fact]
    public async Task Kill_Fails_RuleSaysSoAndNobodyWaitsForEver()
    {
        _proxy.Kill = _ => throw new InvalidOperationException("no such process");
        var rule = _proxy.Arm(new FaultRule(FaultAction.KillBefore));

        await BreaksAsync(_worker.SendMessageAsync("x"));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => rule.Fired.WaitAsync(Patience));
        Assert.Equal("no such process", failure.Message);
        await _worker.SendMessageAsync("y");
    }

    private static QueueClient Queue(string connection) => new(connection, Name, WithoutRetries(new QueueClientOptions()));

    private static T WithoutRetries<T>(T options)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 0;
        return options;
    }

    private static async Task<bool> SucceedsAsync(Task call)
    {
        try
        {
            await call;
            return true;
        }
        catch (RequestFailedException)
        {
            return false;
        }
    }

    // An answer would have a status.
    private static async Task BreaksAsync(Task call)
    {
        var exception = await Record.ExceptionAsync(() => call.WaitAsync(Patience));
        Assert.True(
            exception is RequestFailedException { Status: 0 } or HttpRequestException or OperationCanceledException, $"{exception}");
    }

    private async Task<int> CountAsync() => (await _direct.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>What a process is to storage: connections that close when it dies.</summary>
    private sealed class FakeProcess : IDisposable
    {
        private readonly Uri _messages;
        private readonly HttpClient _client = new();

        public FakeProcess(string connection)
        {
            var sas = Queue(connection).GenerateSasUri(QueueSasPermissions.All, DateTimeOffset.UtcNow.AddHours(1));
            _messages = new UriBuilder(sas) { Path = $"{sas.AbsolutePath}/messages" }.Uri;
        }

        public async Task PutAsync(string text)
        {
            using var answer = await _client.PostAsync(_messages, Message(text));
            answer.EnsureSuccessStatusCode();
        }

        public async Task PutAndDieAsync(string text)
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(IPAddress.Loopback, _messages.Port);
            var body = await Message(text).ReadAsStringAsync();
            await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(
                $"POST {_messages.PathAndQuery} HTTP/1.1\r\nHost: {_messages.Authority}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        }

        public void Dispose() => _client.Dispose();

        private static StringContent Message(string text) =>
            new($"<QueueMessage><MessageText>{text}</MessageText></QueueMessage>", Encoding.UTF8, "application/xml");
    }
}
