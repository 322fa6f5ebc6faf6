using Azure;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Health;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Caps;

/// <summary>Agents with limits and queues over the same tables; what is started can be ended, and a dead host can be started again.</summary>
internal sealed class CapScene : IDisposable
{
    private static readonly AttemptObservation Exited = new(AttemptPhase.Exited, ExitCode: 0);

    private readonly List<TestApp> _apps = [];
    private readonly Dictionary<string, (int Jobs, int Schedulers)> _limits = [];
    private readonly Dictionary<string, int> _queueLimits = [];
    private int _submitted;

    public int Capacity { get; set; } = -1;

    public DateTimeOffset Now { get; private set; } = TestApp.Noon;

    public MemoryTable Launches => _apps[0].Launches;

    public MemoryTable Caps => _apps[0].Caps;

    public IReadOnlyList<SlotRow> Slots =>
        [.. Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)).Select(SlotRow.From)];

    public IReadOnlyList<CapRow> Taken =>
        [.. Caps.All.Where(row => row.RowKey.StartsWith(CapKeys.Claims, StringComparison.Ordinal)).Select(CapRow.From)];

    /// <summary>Starts an agent, or its next process.</summary>
    public async Task<TestApp> StartAsync(string agent = "local", string queues = "default", int maxJobs = -1, int maxSchedulers = -1)
    {
        var app = await TestApp.StartAsync(shared: _apps.FirstOrDefault(), agent: agent, settings: new Dictionary<string, string>
        {
            ["LAUNCH_AGENT_QUEUES"] = queues,
            [AgentOptions.MaxJobsSetting] = $"{maxJobs}",
            [AgentOptions.MaxSchedulersSetting] = $"{maxSchedulers}",
        });
        app.Executor.Setup(e => e.Capacity).Returns(() => Capacity);
        app.Clock.Now = Now;
        _apps.Add(app);
        _limits[agent] = (maxJobs, maxSchedulers);
        foreach (var queue in app.Get<AgentOptions>().Queues)
        {
            if (!_queueLimits.ContainsKey(queue))
                await LimitAsync(queue, limit: -1);
        }

        return app;
    }

    public async Task LimitAsync(string queue, int limit)
    {
        _queueLimits[queue] = limit;
        var header = new QueueHeader(queue, new QueueConfig { Executor = "process", MaxConcurrency = limit }, 1, Paused: false, ETag.All);
        await Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.UpsertReplace, header.ToEntity())], CancellationToken.None);
    }

    public async Task SubmitAsync(string queue, int count = 1, bool isScheduler = false, string executor = "process")
    {
        for (var i = 0; i < count; i++)
        {
            var launch = new LaunchRow
            {
                Id = LaunchId.Create(queue, Now, $"{_submitted}"),
                Queue = queue,
                CreatedAt = Now,
                DueAt = Now.AddTicks(_submitted++ - int.MaxValue),
                Submitted = "{}",
                Executor = executor,
                IsScheduler = isScheduler,
            };
            await _apps[^1].Get<LaunchInsert>().InsertAsync(launch, new LaunchSpec(), CancellationToken.None);
        }
    }

    public Task DispatchAsync(TestApp app, string queue = "default") =>
        app.Get<Dispatcher>().DispatchAsync(queue, app.Client.Object, CancellationToken.None);

    /// <summary>Ends a claim as <see cref="DecideNext"/> does.</summary>
    public Task EndAsync(TestApp app, SlotRow slot) => FinishAsync(app, slot, (writer, launch, claim) => writer.TryCompleteAsync(
        launch, claim, Exited, new LaunchOutcome(LaunchState.Finished, Error: null), result: "", CancellationToken.None));

    /// <summary>Ends the attempt of a claim; another one follows at once.</summary>
    public Task RetryAsync(TestApp app, SlotRow slot) => FinishAsync(app, slot, (writer, launch, claim) => writer.TryRetryAsync(
        launch, claim, Exited, new LaunchDecision.Retry(new LaunchOutcome(LaunchState.Failed, Error: null), CountsAsLoss: false), Now, CancellationToken.None));

    public Task ReconcileAsync(TestApp app)
    {
        Advance(TimeSpan.FromSeconds(31));
        return app.Get<Reconcile>().RunAsync(app.Client.Object, CancellationToken.None);
    }

    public void Advance(TimeSpan time)
    {
        Now += time;
        foreach (var app in _apps)
            app.Clock.Now = Now;
    }

    /// <summary>Has something done before every call to the tables that claims are made in.</summary>
    public void BeforeEveryCall(Action<MemoryTable, string>? act)
    {
        Launches.Before = act is null ? null : operation => act(Launches, operation);
        Caps.Before = act is null ? null : operation => act(Caps, operation);
    }

    /// <summary>No limit is exceeded by what is claimed now.</summary>
    public void AssertWithinLimits()
    {
        var slots = Slots;
        foreach (var (agent, limit) in _limits)
        {
            Within(limit.Jobs, slots.Count(slot => slot.Agent == agent && !slot.IsScheduler), $"jobs of {agent}");
            Within(limit.Schedulers, slots.Count(slot => slot.Agent == agent && slot.IsScheduler), $"schedulers of {agent}");
        }

        Within(Capacity, slots.Count(slot => slot.Executor == "process"), "executor");
        foreach (var (queue, limit) in _queueLimits)
            Within(limit, slots.Count(slot => slot.Id.Partition == LaunchId.PartitionOf(queue)), queue);
    }

    /// <summary>The caps count the claims that there are, and nothing else.</summary>
    public void AssertCapsEqualSlots() => Assert.Equal(
        Slots.SelectMany(slot => slot.Caps).Select(hold => $"{hold}").Order(StringComparer.Ordinal),
        Taken.Select(row => $"{row.Hold}").Order(StringComparer.Ordinal));

    public void Dispose() => _apps.ForEach(app => app.Dispose());

    private static void Within(int limit, int count, string what) => Assert.True(limit < 0 || count <= limit, $"{count} of {limit}: {what}");

    private static async Task FinishAsync(TestApp app, SlotRow slot, Func<LaunchWriter, LaunchRow, ClaimedLaunch, Task<bool>> writeAsync)
    {
        var launch = await app.ReadAsync(slot.Id);
        if (await writeAsync(app.Get<LaunchWriter>(), launch, ClaimedLaunch.Of(slot)))
            await app.Get<Outbox>().WorkOffAsync(launch.Id, slot.Claim, launch.Queue, launch.Caps, app.Client.Object, CancellationToken.None);
    }
}
