using Azure;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Core.Submission;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Limits;

/// <summary>Agents with limits and queues over the same tables; what is started can be ended, and a dead host can be started again.</summary>
internal sealed class LimitScene : IDisposable
{
    private static readonly AttemptObservation Exited = new(AttemptPhase.Exited, ExitCode: 0);

    private readonly List<TestApp> _apps = [];
    private readonly Dictionary<string, (int Jobs, int Schedulers)> _limits = [];
    private readonly Dictionary<string, int> _queueLimits = [];
    private readonly Dictionary<string, string[]> _queuesOf = [];
    private string? _exceeded;
    private int _submitted;

    public int Capacity { get; set; } = -1;

    public DateTimeOffset Now { get; private set; } = TestApp.Noon;

    public MemoryTable Launches => _apps[0].Launches;

    public MemoryTable Limits => _apps[0].Limits;

    public IReadOnlyList<SlotRow> Slots =>
        [.. Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)).Select(SlotRow.From)];

    public IReadOnlyList<LimitRow> Taken =>
        [.. Limits.All.Where(row => row.RowKey.StartsWith(LimitKeys.Claims, StringComparison.Ordinal)).Select(LimitRow.From)];

    /// <summary>Starts an agent, or its next process.</summary>
    public async Task<TestApp> StartAsync(string agent = "local", string queues = "default", int maxJobs = -1, int maxSchedulers = -1)
    {
        var app = await TestApp.StartAsync(shared: _apps.FirstOrDefault(), agent: agent, settings: new Dictionary<string, string>
        {
            ["LAUNCH_AGENT_QUEUES"] = queues,
            // These agents have no heartbeat, and no claim is to be taken over for that.
            ["LAUNCH_AGENT_SILENCE_SECONDS"] = "3600",
            [AgentOptions.MaxJobsSetting] = $"{maxJobs}",
            [AgentOptions.MaxSchedulersSetting] = $"{maxSchedulers}",
        });
        app.Executor.Setup(e => e.Capacity).Returns(() => Capacity);
        app.Clock.Now = Now;
        _apps.Add(app);
        _limits[agent] = (maxJobs, maxSchedulers);
        _queuesOf[agent] = queues.Split(',');
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
            await _apps[^1].Get<LaunchInsert>().InsertAsync(launch, new LaunchSpec(), "test", CancellationToken.None);
        }
    }

    public Task DispatchAsync(TestApp app, string queue = "default") =>
        app.Get<Dispatcher>().DispatchAsync(queue, CancellationToken.None);

    /// <summary>Ends a claim as <see cref="AdvanceLaunch"/> does.</summary>
    public Task EndAsync(TestApp app, SlotRow slot) => FinishAsync(app, slot, (writer, launch, claim) => writer.TryCompleteAsync(
        launch, claim, Exited, new LaunchOutcome(LaunchState.Finished, Error: null), StoredResult.None, CancellationToken.None));

    /// <summary>Ends the attempt of a claim; another one follows at once.</summary>
    public Task RetryAsync(TestApp app, SlotRow slot) => FinishAsync(app, slot, (writer, launch, claim) => writer.TryRetryAsync(
        launch, claim, Exited, new LaunchAction.Retry(new LaunchOutcome(LaunchState.Failed, Error: null), CountsAsLoss: false), Now, CancellationToken.None));

    public Task ReconcileAsync(TestApp app)
    {
        Advance(TimeSpan.FromSeconds(31));
        return app.Get<Reconcile>().RunAsync(CancellationToken.None);
    }

    public void Advance(TimeSpan time)
    {
        Now += time;
        foreach (var app in _apps)
            app.Clock.Now = Now;
    }

    /// <summary>Has something done before every call to the tables that claims are made in, and the limits checked then.</summary>
    public void BeforeEveryCall(Action<MemoryTable, string>? act)
    {
        Action<string>? Hook(MemoryTable table) => act is null ? null : operation =>
        {
            act(table, operation);
            CheckLimits();
        };
        Launches.Before = Hook(Launches);
        Limits.Before = Hook(Limits);
    }

    /// <summary>No limit is exceeded, now or before any call that was looked at.</summary>
    public void AssertWithinLimits()
    {
        CheckLimits();
        Assert.Null(_exceeded);
    }

    /// <summary>Nothing waits that could be claimed.</summary>
    public void AssertNothingWaitsInVain()
    {
        var slots = Slots;
        foreach (var row in Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal)).Select(DueRow.From))
        {
            var queue = _queueLimits.Single(pair => LaunchId.PartitionOf(pair.Key) == row.Id.Partition);
            foreach (var (agent, limit) in _limits.Where(pair => _queuesOf[pair.Key].Contains(queue.Key)))
            {
                var own = row.IsScheduler ? limit.Schedulers : limit.Jobs;
                Assert.True(
                    IsFull(queue.Value, slots.Count(slot => slot.Id.Partition == row.Id.Partition))
                    || IsFull(own, slots.Count(slot => slot.Agent == agent && slot.IsScheduler == row.IsScheduler))
                    || IsFull(Capacity, slots.Count),
                    $"{row.Key} of {queue.Key} could be claimed by {agent}");
            }
        }
    }

    /// <summary>The limits count the claims that there are, and nothing else.</summary>
    public void AssertCapsEqualSlots() => Assert.Equal(
        Slots.SelectMany(slot => slot.Limits).Select(hold => $"{hold}").Order(StringComparer.Ordinal),
        Taken.Select(row => $"{row.Hold}").Order(StringComparer.Ordinal));

    public void Dispose() => _apps.ForEach(app => app.Dispose());

    private static bool IsFull(int limit, int count) => limit >= 0 && count >= limit;

    // Remembered and not thrown: who calls may well catch what it is thrown.
    private void CheckLimits()
    {
        var slots = Slots;
        foreach (var (agent, limit) in _limits)
        {
            Check(limit.Jobs, slots.Count(slot => slot.Agent == agent && !slot.IsScheduler), $"jobs of {agent}");
            Check(limit.Schedulers, slots.Count(slot => slot.Agent == agent && slot.IsScheduler), $"schedulers of {agent}");
        }

        Check(Capacity, slots.Count(slot => slot.Executor == "process"), "executor");
        foreach (var (queue, limit) in _queueLimits)
            Check(limit, slots.Count(slot => slot.Id.Partition == LaunchId.PartitionOf(queue)), queue);
    }

    private void Check(int limit, int count, string what)
    {
        if (limit >= 0 && count > limit)
            _exceeded ??= $"{count} of {limit}: {what}";
    }

    private static async Task FinishAsync(TestApp app, SlotRow slot, Func<LaunchTransitions, LaunchRow, ClaimedLaunch, Task<bool>> writeAsync)
    {
        var launch = await app.ReadAsync(slot.Id);
        if (await writeAsync(app.Get<LaunchTransitions>(), launch, ClaimedLaunch.Of(slot)))
            await app.Get<Outbox>().WorkOffAsync(launch.Id, slot.Claim, launch.Queue, launch.Limits, CancellationToken.None);
    }
}
