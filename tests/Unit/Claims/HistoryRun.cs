using Azure;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Submission;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>Plays a history with the app's real parts and holds it to the model.</summary>
internal sealed class HistoryRun : IDisposable
{
    private static readonly AttemptObservation Exited = new(AttemptPhase.Exited, ExitCode: 0);

    private readonly History _history;
    private readonly MemoryTable _rows = new();
    private readonly MemoryTable _caps = new();
    private readonly LaunchTables _tables;
    private readonly Scheduler _scheduler;
    private readonly HistoryClock _clock;
    private readonly HistoryCalls _calls;
    private readonly ClaimModel _model;
    private readonly StartedClaims[] _hubs;
    private readonly ClaimHost?[] _hosts;
    private readonly List<LaunchRow> _submitted = [];
    private Exception? _failure;
    private int _processes;

    private HistoryRun(History history)
    {
        _history = history;
        _scheduler = new Scheduler(history.Choices);
        _clock = new HistoryClock(_scheduler, TestApp.Noon);
        _calls = new HistoryCalls(_scheduler, lane => $"process {lane}");
        _model = new ClaimModel(history, _rows, () => _clock.Now);
        _tables = new LaunchTables(
            new HistoryTable("Launches", _rows, _calls, _model), new HistoryTable("Limits", _caps, _calls, _model), new MemoryTable(), new MemoryTable());
        _hubs = [.. history.Agents.Select(_ => new StartedClaims { OnStart = _model.Started })];
        _hosts = new ClaimHost?[history.Lanes.Count];
    }

    /// <summary>Plays a history. Throws what was not as it must be, with all that was called.</summary>
    public static HistoryRun Play(History history)
    {
        var run = new HistoryRun(history);
        run.Play();
        return run;
    }

    /// <summary>How many claims were made.</summary>
    public int Claims => _model.Claims;

    public void Dispose()
    {
        foreach (var host in _hosts)
            host?.Dispose();
    }

    private void Play()
    {
        foreach (var queue in _history.Queues)
            Done(_rows.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.Add, HeaderOf(queue).ToEntity())], CancellationToken.None));
        foreach (var launch in _history.Waiting)
            Done(SubmitAsync(HostOf(0), launch));
        for (var lane = 0; lane < _history.Lanes.Count; lane++)
        {
            var number = lane;
            _scheduler.Add(number, _history.Steps.Where(step => step.Lane == number).Select(step => (Func<Task>)(() => TakeAsync(number, step))), Failed(number));
        }

        _scheduler.Run();
        Check();
        if (!_history.IsFaulty)
            _model.CheckSettled(IsStarted);
        Check();
        try
        {
            Settle();
        }
        catch (InvalidOperationException) when (_model.Violation is not null)
        {
            // What came of it says less than what it came of.
            Check();
        }

        _model.CheckSettled(IsStarted);
        _model.CheckQuiet();
        Check();
    }

    private void Check()
    {
        if ((_model.Violation ?? _failure?.ToString()) is { } wrong)
            throw new HistoryException(wrong, _calls.Notes);
    }

    // A process whose call failed lives on; that its step fails is for its caller to repeat.
    private Action<Exception> Failed(int lane) => fault =>
    {
        _calls.Note(() => $"  process {lane} fails: {fault.Message}");
        if (fault is not RequestFailedException { Message: HistoryCalls.Outage })
            _failure ??= fault;
    };

    private async Task TakeAsync(int lane, HistoryStep step)
    {
        _calls.BeginStep(lane, step);
        var host = HostOf(lane);
        if (step.Fault is { Kind: FaultKind.Dies })
            _hosts[lane] = null;
        switch (step.Kind)
        {
            case StepKind.Submit:
                await SubmitAsync(host, step.Launch!);
                await host.DispatchAsync(step.Launch!.Queue);
                break;
            case StepKind.Redeliver when Pick(_submitted, step.Number) is { } launch:
                await InsertAsync(host, launch);
                await host.DispatchAsync(launch.Queue);
                break;
            case StepKind.Dispatch:
                await host.DispatchAsync(step.Queue);
                break;
            case StepKind.End when PickClaimed(host, step.Number) is { } id:
                await EndAsync(host, id, retryIn: null);
                break;
            case StepKind.Retry when PickClaimed(host, step.Number) is { } id:
                await EndAsync(host, id, retryIn: step.Number);
                break;
            case StepKind.Stop when Pick(_submitted, step.Number) is { } launch:
                await host.Get<StopRequests>().StopAsync(launch.Id, force: false, CancellationToken.None);
                break;
            case StepKind.Reprioritise when Pick(_submitted, step.Number / 4) is { } launch:
                await host.Get<PriorityRequests>().ChangeAsync(launch.Id, (Priority)(step.Number % 4), CancellationToken.None);
                break;
            case StepKind.Wait:
                _clock.Now += TimeSpan.FromSeconds(step.Number);
                break;
            case StepKind.Heal:
                await HealAsync(host);
                break;
            default:
                await ChangeAsync(host, step);
                break;
        }
    }

    private async Task ChangeAsync(ClaimHost host, HistoryStep step)
    {
        var changes = host.Get<QueueChanges>();
        switch (step.Kind)
        {
            case StepKind.Pause or StepKind.Resume:
                await changes.SetPausedAsync(step.Queue, step.Kind == StepKind.Pause, QueueCondition.None, CancellationToken.None);
                await host.DispatchAsync(step.Queue);
                break;
            case StepKind.Limit:
                var queue = _history.Queues.Single(queue => queue.Name == step.Queue) with { Limit = step.Number };
                await changes.PutAsync(step.Queue, HeaderOf(queue).Config, QueueCondition.None, CancellationToken.None);
                await host.DispatchAsync(step.Queue);
                break;
            case StepKind.Override:
                await changes.OverrideLimitAsync(
                    step.Queue, new LimitOverride(step.Number < 0 ? null : step.Number, _clock.Now.AddSeconds(10)), QueueCondition.None, CancellationToken.None);
                await host.DispatchAsync(step.Queue);
                break;
            case StepKind.Release:
                await host.Get<DelayedLaunches>().ReleaseAsync(step.Queue, CancellationToken.None);
                await host.DispatchAsync(step.Queue);
                break;
        }
    }

    private Task SubmitAsync(ClaimHost host, HistoryLaunch launch)
    {
        var isPrioritized = _history.Queues.Single(queue => queue.Name == launch.Queue).Prioritized;
        // Arrivals take a moment each.
        var now = _clock.Now += TimeSpan.FromMilliseconds(1);
        var row = new LaunchRow
        {
            Id = LaunchId.Create(launch.Queue, now, $"{_submitted.Count}"),
            Queue = launch.Queue,
            CreatedAt = now,
            DueAt = now.AddSeconds(launch.DueIn),
            Submitted = "{}",
            Labels = LabelSet.Normalised(launch.Labels),
            Priority = launch.Priority,
            Rank = isPrioritized ? launch.Priority : Priority.Medium,
            Executor = launch.Elsewhere ? "elsewhere" : ExecutorCatalog.Process,
            IsScheduler = launch.IsScheduler,
        };
        _submitted.Add(row);
        _model.Submitted(row.Id, launch, row.DueAt, (int)row.Rank);
        return InsertAsync(host, row);
    }

    private static Task InsertAsync(ClaimHost host, LaunchRow launch) =>
        host.Get<LaunchInsert>().InsertAsync(launch, new LaunchSpec(), "test", CancellationToken.None);

    // As AdvanceLaunch does.
    private async Task EndAsync(ClaimHost host, LaunchId id, int? retryIn)
    {
        if (await _tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), CancellationToken.None) is not { } row
            || LaunchRow.From(row) is not { ClaimedAt: { } claimedAt, IndexKey: null } launch || launch.State.IsFinal())
            return;

        var claim = new ClaimedLaunch(id.ToString(), launch.Claims, claimedAt);
        var writer = host.Get<LaunchTransitions>();
        var isWritten = retryIn is { } seconds
            ? await writer.TryRetryAsync(
                launch, claim, Exited, new LaunchAction.Retry(new LaunchOutcome(LaunchState.Failed, Error: null), CountsAsLoss: false), _clock.Now.AddSeconds(seconds), CancellationToken.None)
            : await writer.TryCompleteAsync(launch, claim, Exited, new LaunchOutcome(LaunchState.Finished, Error: null), StoredResult.None, CancellationToken.None);
        if (isWritten)
            await host.Get<Outbox>().WorkOffAsync(id, claim.Claim, launch.Queue, launch.Limits, CancellationToken.None);
    }

    private async Task HealAsync(ClaimHost host)
    {
        foreach (var queue in host.Agent.Queues)
        {
            var scope = new QueueScope(queue, host.Get<QueueReader>());
            await host.Get<OrphanedClaims>().HealAsync(scope, CancellationToken.None);
            await host.Get<PendingOutbox>().HealAsync(scope, CancellationToken.None);
            await host.Get<DueLaunches>().HealAsync(scope, CancellationToken.None);
            await host.Get<EmptyLabelSets>().HealAsync(scope, CancellationToken.None);
        }

        await host.Get<WaitingLaunches>().HealAsync(CancellationToken.None);
        await host.Get<StaleLimits>().HealAsync(CancellationToken.None);
    }

    // What the timers do once nothing else happens: time for overrides and back-off to run out, and healing until nothing is left to heal.
    private void Settle()
    {
        _clock.Now += TimeSpan.FromSeconds(60);
        int[] oneOfEach = [.. Enumerable.Range(0, _history.Lanes.Count).DistinctBy(lane => _history.Lanes[lane])];
        for (var round = 0; round < 2; round++)
        {
            foreach (var lane in oneOfEach)
                Done(HealAsync(HostOf(lane)));
            _clock.Now += TimeSpan.FromSeconds(31);
        }
    }

    private ClaimHost HostOf(int lane)
    {
        if (_hosts[lane] is { } host)
            return host;

        var agent = _history.Agents[_history.Lanes[lane]];
        var options = new AgentOptions(agent.Name, agent.Queues, LabelSet.Normalised(agent.Labels), new Dictionary<string, string>())
        {
            MaxJobs = agent.MaxJobs,
            MaxSchedulers = agent.MaxSchedulers,
        };
        return _hosts[lane] = new ClaimHost(_tables, options, _hubs[_history.Lanes[lane]], _history.Capacity, _clock, new Random(_processes++));
    }

    private bool IsStarted(string instanceId) => _hubs.Any(hub => hub.Contains(instanceId));

    private LaunchId? PickClaimed(ClaimHost host, int number) =>
        Pick(_model.Launches.Where(launch => launch.Slots.Count > 0 && launch.Agent == host.Agent.Name).ToArray(), number) is { } launch
            ? LaunchId.From(launch.Partition, launch.Rest)
            : null;

    private static T? Pick<T>(IReadOnlyList<T> list, int number)
        where T : class => list.Count == 0 ? null : list[number % list.Count];

    private static QueueHeader HeaderOf(HistoryQueue queue) => new(
        queue.Name,
        new QueueConfig
        {
            Executor = ExecutorCatalog.Process,
            MaxConcurrency = queue.Limit,
            Prioritization = queue.Prioritized,
            OnLimit = queue.CancelsNew ? OnLimit.CancelNew : OnLimit.Enqueue,
        },
        ConfigVersion: 1,
        Paused: false,
        ETag.All);

    // Outside of steps nothing waits: every call is answered at once.
    private static void Done(Task task)
    {
        if (!task.IsCompleted)
            throw new InvalidOperationException("A call waits although nothing else happens.");
        task.GetAwaiter().GetResult();
    }
}
