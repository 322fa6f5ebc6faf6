using FunctionsEmulator.Durable.History;
using LaunchAgent.Tests.Integration.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

public sealed class ReplayTests
{
    // Azure/durabletask, TaskOrchestrationExecutor.ExecuteCore: past events are played again, then the new ones.
    [Fact]
    public async Task An_orchestrator_is_run_again_from_the_start_after_every_step()
    {
        await using var hub = new Hub();
        var steps = new List<string>();
        hub.Functions.Activity("Echo", input => input).Orchestrator("Two", async context =>
        {
            steps.Add($"start {context.IsReplaying}");
            var a = await context.CallActivityAsync<string>("Echo", "a");
            steps.Add($"{a} {context.IsReplaying}");
            var b = await context.CallActivityAsync<string>("Echo", "b");
            steps.Add($"{b} {context.IsReplaying}");
            return a + b;
        });
        await hub.StartAsync();

        var end = await hub.RunAsync("Two");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("\"ab\"", end.SerializedOutput);
        Assert.Equal(
            ["start False", "start True", "a False", "start True", "a True", "b False"],
            steps);
    }

    [Fact]
    public async Task Time_and_guids_are_the_same_in_every_replay()
    {
        await using var hub = new Hub();
        var seen = new List<(DateTime, Guid, Guid)>();
        hub.Functions.Activity("Echo", input => input).Orchestrator("Clock", async context =>
        {
            seen.Add((context.CurrentUtcDateTime, context.NewGuid(), context.NewGuid()));
            await context.CallActivityAsync("Echo");
            await context.CallActivityAsync("Echo");
            return null;
        });
        await hub.StartAsync();

        await hub.RunAsync("Clock");

        Assert.Equal(3, seen.Count);
        Assert.Single(seen.Distinct());
        Assert.Equal(DateTimeKind.Utc, seen[0].Item1.Kind);
        Assert.NotEqual(seen[0].Item2, seen[0].Item3);
    }

    // Azure/durabletask, NonDeterministicOrchestrationException: its message starts with "Non-Deterministic workflow detected".
    [Theory]
    [InlineData("Other")]
    [InlineData("nothing")]
    [InlineData("timer")]
    [InlineData("more")]
    public async Task An_orchestrator_that_does_something_else_when_it_is_replayed_fails(string second)
    {
        await using var hub = new Hub();
        var plays = 0;
        hub.Functions.Activity("Echo", input => input).Activity("Other", input => input).Orchestrator("Fickle", async context =>
        {
            var calls = (plays++, second) switch
            {
                (0, _) => context.CallActivityAsync("Echo"),
                (_, "Other") => context.CallActivityAsync("Other"),
                (_, "timer") => context.CreateTimer(TimeSpan.FromHours(1), default),
                (_, "more") => Task.WhenAll(context.CallActivityAsync("Echo"), context.CallActivityAsync("Echo")),
                _ => context.WaitForExternalEvent<string>("never"),
            };
            await calls;
            return null;
        });
        await hub.StartAsync();

        var end = await hub.RunAsync("Fickle");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.StartsWith(
            "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException: Non-Deterministic workflow detected: ", end.SerializedOutput);
        Assert.Contains("activity 'Echo' (#", end.SerializedOutput);
    }

    // Azure/durabletask, TaskOrchestrationContext.HandleTaskScheduledEvent compares names without regard to case.
    [Fact]
    public async Task The_case_of_an_activitys_name_does_not_matter()
    {
        await using var hub = new Hub();
        var plays = 0;
        hub.Functions.Activity("Echo", input => input).Orchestrator(
            "Cases", async context => await context.CallActivityAsync<string>(plays++ == 0 ? "ECHO" : "echo", "x"));
        await hub.StartAsync();

        Assert.Equal("\"x\"", (await hub.RunAsync("cases")).SerializedOutput);
    }

    // Azure/azure-functions-durable-extension, FunctionsOrchestrationContext.ThrowIfIllegalAccess.
    [Fact]
    public async Task An_orchestrator_that_awaits_what_is_not_durable_never_goes_on_and_is_reported()
    {
        using var logs = new LogRecorder();
        await using var hub = new Hub { Logs = logs };
        hub.Functions.Orchestrator("Impatient", async context =>
        {
            await Task.Delay(1);
            return context.NewGuid();
        });
        await hub.StartAsync();

        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Impatient");

        await Eventually.TrueAsync(() => logs.Lines.Any(l => l.Contains("not a durable task", StringComparison.Ordinal)), "it is reported");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
    }

    // Seen on the real host (4.1037): output of a failed orchestration is plain text, and FailureDetails is null.
    [Fact]
    public async Task An_orchestrator_that_throws_is_failed_with_type_and_message()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Thrower", _ => throw new InvalidOperationException("no way"));
        await hub.StartAsync();

        var end = await hub.RunAsync("Thrower");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.InvalidOperationException: no way", end.SerializedOutput);
        Assert.Null(end.FailureDetails);
    }

    // Azure/durabletask, TaskOrchestrationExecutor: an orchestration is completed only when it has no open tasks.
    [Fact]
    public async Task An_orchestration_ends_only_when_everything_it_asked_for_has_come_back()
    {
        await using var hub = new Hub();
        var gate = new TaskCompletionSource();
        hub.Functions
            .Gate("Slow", gate.Task)
            .Orchestrator("Forgetful", context =>
            {
                _ = context.CallActivityAsync("Slow");
                return Task.FromResult<object?>("done");
            });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Forgetful");
        Assert.True((await hub.Client.GetInstanceAsync(id))!.IsRunning);

        gate.SetResult();

        Assert.Equal("\"done\"", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task A_replay_safe_logger_says_everything_once()
    {
        using var logs = new LogRecorder();
        await using var hub = new Hub { Logs = logs };
        hub.Functions.Activity("Echo", input => input).Orchestrator("Talker", async context =>
        {
            var log = context.CreateReplaySafeLogger("talk");
            Talk(log, "one");
            await context.CallActivityAsync("Echo");
            Talk(log, "two");
            await context.CallActivityAsync("Echo");
            Talk(log, "three");
            return null;
        });
        await hub.StartAsync();

        await hub.RunAsync("Talker");

        Assert.Equal(["one", "two", "three"], logs.Lines.Where(l => l.StartsWith("talk", StringComparison.Ordinal)).Select(l => l[5..]));

        static void Talk(Microsoft.Extensions.Logging.ILogger log, string what) => Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(log, "{What}", what);
    }

    [Fact]
    public async Task History_names_what_happened_in_order()
    {
        await using var hub = new Hub();
        hub.Functions.Activity("Echo", input => input).Orchestrator("One", async context => await context.CallActivityAsync<string>("Echo", "x"));
        await hub.StartAsync();

        var end = await hub.RunAsync("One");

        Assert.Equal(
            [
                new HistoryEvent.ExecutionStarted(), new HistoryEvent.TaskScheduled(0, "Echo", "\"x\""),
                new HistoryEvent.TaskCompleted(0, "\"x\""), new HistoryEvent.ExecutionCompleted(OrchestrationRuntimeStatus.Completed),
            ],
            await hub.HistoryAsync(end.InstanceId));
    }
}
