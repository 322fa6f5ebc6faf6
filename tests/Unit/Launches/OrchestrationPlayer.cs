using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Functions.Launches;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Worker.Grpc;
using Protocol = Microsoft.DurableTask.Protobuf;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>
/// Plays the orchestration of a claim on the engine of the worker, against a history as a task hub keeps it. Time goes on only by the
/// timers that the orchestration asks for.
/// </summary>
/// <param name="claim">Its input.</param>
/// <param name="activity">Runs an activity; an InvalidOperationException is its failure.</param>
/// <param name="signals">Called when it waits for nothing but a signal; says how many come at once.</param>
internal sealed class OrchestrationPlayer(
    ClaimedLaunch claim, Func<string, ClaimedLaunch, Task<ClaimStep>> activity, Func<Task<int>> signals)
{
    private const int MostEpisodes = 200;

    private static readonly JsonDataConverter Json = JsonDataConverter.Default;

    private readonly List<HistoryEvent> _past = [];
    private readonly List<HistoryEvent> _arrived = [];
    private DateTime _now = new(2031, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>What is played.</summary>
    public Func<TaskOrchestrationContext, Task> Orchestrator { get; set; } = LaunchOrchestration.RunAsync;

    /// <summary>How it ended, once it did.</summary>
    public CompleteOrchestrationAction? End { get; private set; }

    /// <summary>The activities that did not fail and the events, in the order in which they became known.</summary>
    public IReadOnlyList<string> Script =>
    [
        .. _past.Where(step => step.TaskCompleted is not null || step.EventRaised is not null)
            .Select(step => step.EventRaised?.Name ?? ScheduledAs(step.TaskCompleted.TaskScheduledId)),
    ];

    /// <summary>How long each timer was.</summary>
    public List<TimeSpan> Timers { get; } = [];

    /// <summary>Plays until it ends.</summary>
    public async Task ToEndAsync()
    {
        Arrive(new HistoryEvent
        {
            ExecutionStarted = new ExecutionStartedEvent
            {
                Name = nameof(LaunchOrchestration),
                Input = Json.Serialize(claim),
                OrchestrationInstance = new OrchestrationInstance { InstanceId = claim.InstanceId },
            },
        });
        for (var episodes = 0; episodes < MostEpisodes; episodes++)
        {
            var actions = Play();
            foreach (var action in actions)
                await CarryOutAsync(action);
            if (End is not null)
                return;
            for (var left = actions.Count == 0 ? await signals() : 0; left > 0; left--)
                Arrive(new HistoryEvent { EventRaised = new EventRaisedEvent { Name = DurableTaskHub.Signal } });
        }

        Assert.Fail("The orchestration does not come to an end.");
    }

    // From its start, and twice, as when the host dies before the answer is kept: it must then ask for the same again.
    private IReadOnlyList<OrchestratorAction> Play()
    {
        var request = new OrchestratorRequest { InstanceId = claim.InstanceId, PastEvents = { _past }, NewEvents = { _arrived } };
        var answer = Run(request);
        Assert.Equal(answer, Run(request));
        _past.AddRange(_arrived);
        _arrived.Clear();
        return OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer)).Actions;
    }

    private string Run(OrchestratorRequest request) => GrpcOrchestrationRunner.LoadAndRun<ClaimedLaunch, object?>(
        Convert.ToBase64String(request.ToByteArray()),
        async (context, _) =>
        {
            await Orchestrator(context);
            return null;
        });

    private async Task CarryOutAsync(OrchestratorAction action)
    {
        switch (action.OrchestratorActionTypeCase)
        {
            case OrchestratorAction.OrchestratorActionTypeOneofCase.ScheduleTask:
                var task = action.ScheduleTask;
                Keep(action, new HistoryEvent { TaskScheduled = new TaskScheduledEvent { Name = task.Name, Input = task.Input } });
                await RunActivityAsync(action.Id, task);
                break;

            case OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer:
                var fireAt = action.CreateTimer.FireAt;
                Keep(action, new HistoryEvent { TimerCreated = new TimerCreatedEvent { FireAt = fireAt } });
                Timers.Add(fireAt.ToDateTime() - _now);
                _now = fireAt.ToDateTime();
                Arrive(new HistoryEvent { TimerFired = new TimerFiredEvent { TimerId = action.Id, FireAt = fireAt } });
                break;

            case OrchestratorAction.OrchestratorActionTypeOneofCase.CompleteOrchestration:
                End = action.CompleteOrchestration;
                break;

            default:
                Assert.Fail($"The orchestration of a claim does not do this: {action}");
                break;
        }
    }

    private async Task RunActivityAsync(int id, ScheduleTaskAction task)
    {
        var input = Json.Deserialize<ClaimedLaunch[]>(task.Input)!.Single();
        Assert.Equal(claim, input);
        try
        {
            var step = await activity(task.Name, input);
            Arrive(new HistoryEvent { TaskCompleted = new TaskCompletedEvent { TaskScheduledId = id, Result = Json.Serialize(step) } });
        }
        catch (InvalidOperationException dead)
        {
            var failure = new Protocol.TaskFailureDetails { ErrorType = dead.GetType().FullName, ErrorMessage = dead.Message };
            Arrive(new HistoryEvent { TaskFailed = new TaskFailedEvent { TaskScheduledId = id, FailureDetails = failure } });
        }
    }

    private string ScheduledAs(int id) => _past.Single(step => step.TaskScheduled is not null && step.EventId == id).TaskScheduled.Name;

    private void Keep(OrchestratorAction action, HistoryEvent kept) => _past.Add(Stamp(kept, action.Id));

    private void Arrive(HistoryEvent arrived)
    {
        if (_arrived.Count == 0)
            _arrived.Add(Stamp(new HistoryEvent { OrchestratorStarted = new OrchestratorStartedEvent() }, id: -1));
        _arrived.Add(Stamp(arrived, id: -1));
    }

    private HistoryEvent Stamp(HistoryEvent stamped, int id)
    {
        stamped.EventId = id;
        stamped.Timestamp = Timestamp.FromDateTime(_now);
        return stamped;
    }
}
