using Azure.Storage.Queues;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Core.Submission;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;
using LaunchAgent.Functions;
using LaunchAgent.Functions.Health;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>The app as it is put together for real, over tables in memory; the executor, the queue and the durable client only remember.</summary>
internal sealed class TestApp : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private const string NoProcesses = "WEBSITE_INSTANCE_ID";

    private readonly ServiceProvider _services;
    private readonly int[] _starts;

    private TestApp(TestApp? shared, string agent, IReadOnlyDictionary<string, string> more)
    {
        Queues = new MemoryQueues(Clock);
        _starts = shared?._starts ?? new int[1];
        Launches = shared?.Launches ?? new MemoryTable();
        Limits = shared?.Limits ?? new MemoryTable();
        Sweeps = shared?.Sweeps ?? new MemoryTable();
        Directory = shared?.Directory ?? new MemoryTable();
        Executor.Setup(e => e.Type).Returns(ExecutorCatalog.Process);
        Executor.Setup(e => e.Instance).Returns(() => ExecutorInstance);
        Executor.Setup(e => e.Capacity).Returns(LimitSetting.Unlimited);
        Executor.Setup(e => e.Check(It.IsAny<LaunchSpec>(), It.IsAny<System.Text.Json.JsonElement?>()))
            .Returns((LaunchSpec spec, System.Text.Json.JsonElement? args) => ProcessResourceArgs.Check(spec, args));
        Client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Returns((TaskName _, object? input, StartOrchestrationOptions? options, CancellationToken _) =>
            {
                Started.Add((ClaimedLaunch)input!);
                return Task.FromResult(options!.InstanceId!);
            });

        WakeupQueue.Setup(q => q.SendMessageAsync(It.IsAny<string>(), It.IsAny<TimeSpan?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .Callback((string text, TimeSpan? delay, TimeSpan? _, CancellationToken _) =>
            {
                BeforeWakeup?.Invoke($"wakeups-{agent}");
                var wakeup = ContractJson.Deserialize<Wakeup>(text)!;
                SentWakeups.Add(wakeup);
                WakeupSent?.Invoke(wakeup, delay ?? TimeSpan.Zero);
            });

        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["LAUNCH_AGENT_NAME"] = agent,
            [StorageClients.WakeupsSetting] = $"wakeups-{agent}",
            // Processes are not for unit tests, and on Azure the app has none.
            [NoProcesses] = "unit-tests",
            ["WEBSITE_HOSTNAME"] = "localhost",
        }).AddInMemoryCollection(more.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            // No two processes draw the same numbers.
            .AddSingleton(new Random(_starts[0]++))
            .AddLaunchAgent(settings)
            .AddSingleton(new LaunchTables(Launches, Limits, Sweeps, Directory))
            .AddSingleton(new OutputBlobs(MemoryContainer.Create()))
            .AddSingleton(new TextBlobs(MemoryContainer.Create()))
            .AddSingleton(QueueDefaults.From(name => name == NoProcesses ? null : settings[name]))
            .AddSingleton(Executor.Object)
            .AddSingleton<QueueServiceClient>(Queues)
            .AddSingleton(new HealthStorage(Launches, Directory, Queues[StorageClients.RunItems], Queues[$"wakeups-{agent}"]))
            .AddSingleton(new WakeupQueue(WakeupQueue.Object, WakeupsOf))
            .BuildServiceProvider();
        Get<DurableTaskHub>().Use(Client.Object);
    }

    public SetClock Clock { get; } = new(Noon);

    public MemoryTable Launches { get; }

    public MemoryTable Limits { get; }

    public MemoryTable Sweeps { get; }

    public MemoryTable Directory { get; }

    public Mock<IExecutor> Executor { get; } = new();

    /// <summary>The place where this app's executor runs attempts.</summary>
    public string ExecutorInstance { get; set; } = "machine-1";

    public Mock<DurableTaskClient> Client { get; } = new("client");

    public Mock<QueueClient> WakeupQueue { get; } = new();

    /// <summary>The queues as storage has them; wake-ups that are sent do not get there.</summary>
    public MemoryQueues Queues { get; }

    public List<Wakeup> SentWakeups { get; } = [];

    /// <summary>What was sent to other agents, with the name of their queue.</summary>
    public List<(string Queue, Wakeup Wakeup, TimeSpan? Delay)> SentElsewhere { get; } = [];

    /// <summary>Called with a queue's name before a wake-up is sent; throws to fail it.</summary>
    public Action<string>? BeforeWakeup { get; set; }

    /// <summary>Told of every wake-up of this agent to itself, and of its delay.</summary>
    public Action<Wakeup, TimeSpan>? WakeupSent { get; set; }

    public List<ClaimedLaunch> Started { get; } = [];

    /// <summary>An app with queue <c>default</c>; another one over the same tables when <paramref name="shared"/> is given.</summary>
    public static async Task<TestApp> StartAsync(
        int? maxConcurrency = null, TestApp? shared = null, string agent = "local", IReadOnlyDictionary<string, string>? settings = null)
    {
        var app = new TestApp(shared, agent, settings ?? new Dictionary<string, string>());
        await app.Get<QueueCatalog>().CreateDefaultAsync(CancellationToken.None);
        if (maxConcurrency is { } limit)
            await app.ChangeDefaultAsync(header => header with { Config = header.Config with { MaxConcurrency = limit } });
        return app;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public T Create<T>() => ActivatorUtilities.CreateInstance<T>(_services);

    public async Task ChangeDefaultAsync(Func<QueueHeader, QueueHeader> change)
    {
        var header = (await Get<QueueCatalog>().FindAsync(QueueNames.Default, CancellationToken.None))!;
        await Launches.CommitAsync(
            [new(Azure.Data.Tables.TableTransactionActionType.UpdateReplace, change(header).ToEntity(), header.ETag)], CancellationToken.None);
    }

    public Task<AcceptedLaunch> SubmitAsync(string message, string body = """{"command":["true"]}""") =>
        Get<Intake>().AcceptAsync(new RunItem(message, Clock.Now, body), CancellationToken.None);

    /// <summary>Posts launches, and waits for the dispatch that goes on beside the answer.</summary>
    public Task<IActionResult> PostAsync(HttpRequest request) =>
        SettledAsync(Create<SubmitFunctions>().RunAsync(request, Client.Object, CancellationToken.None));

    /// <summary>Posts a body to <c>/launches</c>.</summary>
    public Task<IActionResult> PostAsync(string body) => PostAsync(TestRequest.For("/launches", body));

    /// <summary>An answer, once the dispatch that goes on beside it is over.</summary>
    public async Task<IActionResult> SettledAsync(Task<IActionResult> answering)
    {
        var answer = await answering;
        await Get<BackgroundDispatch>().WhenIdleAsync();
        return answer;
    }

    /// <summary>Has launches wait in queue <c>default</c> that are rows of the index only, a second apart.</summary>
    public async Task FillAsync(int count, IReadOnlyList<string> labels, DateTimeOffset from, Priority priority = Priority.Medium)
    {
        var set = LabelSetRow.Of(labels);
        var rows = Enumerable.Range(0, count).Select(i => new DueRow(
            LaunchId.Create(QueueNames.Default, from, $"{set.Hash}{i}"), set, priority, from.AddSeconds(i), ExecutorCatalog.Process, Claims: 0, Attempt: 1));
        await Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.UpsertReplace, set.ToEntity(LaunchId.PartitionOf(QueueNames.Default)))], CancellationToken.None);
        foreach (var part in rows.Chunk(100))
            await Launches.CommitAsync([.. part.Select(row => new Azure.Data.Tables.TableTransactionAction(Azure.Data.Tables.TableTransactionActionType.Add, row.ToEntity(row.Key)))], CancellationToken.None);
    }

    /// <summary>Claims the only launch that may be claimed in queue <c>default</c>.</summary>
    public async Task<ClaimedLaunch> ClaimAsync() =>
        Assert.Single((await Get<ClaimEngine>().ClaimAsync(QueueNames.Default, CancellationToken.None)).Claims);

    public async Task<LaunchRow> ReadAsync(LaunchId id) =>
        LaunchRow.From((await Launches.FindAsync(id.Partition, RowKeys.Launch(id), CancellationToken.None))!);

    /// <summary>Has the executor see an attempt like this.</summary>
    public void Observe(string attemptKey, AttemptObservation seen) => Executor
        .Setup(e => e.ObserveAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(new Dictionary<string, AttemptObservation> { [attemptKey] = seen });

    /// <summary>Has attempts that wrote nothing, all of it read.</summary>
    public void HaveNoOutput() => Executor
        .Setup(e => e.ReadOutputAsync(It.IsAny<string>(), It.IsAny<long>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(new OutputSlice(ReadOnlyMemory<byte>.Empty, 0, Complete: true));

    /// <summary>How many claims the limits count, over all limits.</summary>
    public int LimitRows => Limits.All.Count(row => row.RowKey != LimitKeys.Header);

    public int Count(string kind) => Launches.All.Count(row => row.RowKey.StartsWith(kind, StringComparison.Ordinal));

    private QueueClient WakeupsOf(string name)
    {
        var queue = new Mock<QueueClient>();
        queue.Setup(q => q.SendMessageAsync(It.IsAny<string>(), It.IsAny<TimeSpan?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .Callback((string text, TimeSpan? delay, TimeSpan? _, CancellationToken _) =>
            {
                BeforeWakeup?.Invoke(name);
                SentElsewhere.Add((name, ContractJson.Deserialize<Wakeup>(text)!, delay));
            });
        return queue.Object;
    }

    public void Dispose() => _services.Dispose();
}
