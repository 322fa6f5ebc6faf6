using FunctionsEmulator.Durable.History;
using LaunchAgent.Tests.Integration.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

public sealed class ActivityTests
{
    // Seen on the real host (4.1037).
    [Fact]
    public async Task A_failed_activity_says_its_number_message_type_and_inner_failure()
    {
        TaskFailedException? seen = null;
        await using var hub = new Hub();
        hub.Functions
            .Activity("Boom", input => throw new InvalidOperationException($"boom {input}", new FormatException("inside")))
            .Orchestrator("Catch", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Boom", "p");
                }
                catch (TaskFailedException e)
                {
                    seen = e;
                }

                return null;
            });
        await hub.StartAsync();

        await hub.RunAsync("Catch");

        Assert.Equal("Task 'Boom' (#0) failed with an unhandled exception: boom p", seen!.Message);
        Assert.Equal(("Boom", 0), (seen.TaskName, seen.TaskId));
        Assert.Equal(("System.InvalidOperationException", "boom p"), (seen.FailureDetails.ErrorType, seen.FailureDetails.ErrorMessage));
        Assert.Equal("System.FormatException", seen.FailureDetails.InnerFailure!.ErrorType);
        Assert.True(seen.FailureDetails.IsCausedBy<InvalidOperationException>());
        Assert.True(seen.FailureDetails.IsCausedBy<Exception>());
        Assert.False(seen.FailureDetails.IsCausedBy<FormatException>());
    }

    [Fact]
    public async Task A_failure_that_nobody_catches_fails_the_orchestration()
    {
        await using var hub = new Hub();
        hub.Functions.Activity("Boom", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Calls", async context => await context.CallActivityAsync<string>("Boom"));
        await hub.StartAsync();

        var end = await hub.RunAsync("Calls");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("Microsoft.DurableTask.TaskFailedException: Task 'Boom' (#0) failed with an unhandled exception: boom", end.SerializedOutput);
    }

    // Seen on the real host (4.1037); text after Azure/azure-functions-durable-extension, GetInvalidActivityFunctionMessage.
    [Fact]
    public async Task An_activity_that_no_function_has_fails_in_the_orchestrator()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Calls", async context => await context.CallActivityAsync<string>("Nobody"));
        await hub.StartAsync();

        Assert.Contains("Task 'Nobody' (#0) failed with an unhandled exception: The function 'Nobody' doesn't exist", (await hub.RunAsync("Calls")).SerializedOutput);
    }

    // Seen on the real host (4.1037): timers take numbers too, so three attempts are 0, 2 and 4.
    [Fact]
    public async Task A_retry_policy_ends_with_the_number_of_the_last_attempt()
    {
        var clock = new ManualClock();
        await using var hub = new Hub { Time = clock };
        hub.Functions.Activity("Boom", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Retry", async context =>
            {
                var policy = new RetryPolicy(3, TimeSpan.FromSeconds(10), backoffCoefficient: 2);
                try
                {
                    await context.CallActivityAsync("Boom", TaskOptions.FromRetryPolicy(policy));
                    return "?";
                }
                catch (TaskFailedException e)
                {
                    return e.TaskId;
                }
            });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Retry");

        await AdvanceOverAsync(clock, TimeSpan.FromSeconds(10));
        await AdvanceOverAsync(clock, TimeSpan.FromSeconds(20));

        Assert.Equal("4", (await hub.EndAsync(id)).SerializedOutput);
        Assert.Equal(3, hub.Functions.Runs.Count);
    }

    [Fact]
    public async Task A_retry_is_not_made_before_its_time()
    {
        var clock = new ManualClock();
        await using var hub = new Hub { Time = clock };
        hub.Functions.Activity("Boom", _ => hub.Functions.Runs.Count == 1 ? throw new InvalidOperationException("boom") : "fine")
            .Orchestrator("Retry", async context => await context.CallActivityAsync<string>(
                "Boom", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(10)))));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Retry");
        await Eventually.TrueAsync(() => clock.Armed == 1, "the retry is due");

        clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Single(hub.Functions.Runs);
        clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal("\"fine\"", (await hub.EndAsync(id)).SerializedOutput);
        Assert.Equal(2, hub.Functions.Runs.Count);
    }

    [Fact]
    public async Task A_failure_that_the_policy_does_not_handle_is_not_retried()
    {
        await using var hub = new Hub();
        hub.Functions.Activity("Boom", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Retry", async context => await context.CallActivityAsync<string>("Boom", TaskOptions.FromRetryPolicy(
                new RetryPolicy(3, TimeSpan.FromHours(1)) { HandleFailure = failure => !failure.IsCausedBy<InvalidOperationException>() })));
        await hub.StartAsync();

        Assert.Contains("(#0)", (await hub.RunAsync("Retry")).SerializedOutput);
        Assert.Single(hub.Functions.Runs);
    }

    // Seen on the real host (4.1037): LastAttemptNumber counts from 1.
    [Fact]
    public async Task A_retry_handler_decides_with_the_count_of_attempts()
    {
        var attempts = new List<(int, string)>();
        await using var hub = new Hub();
        hub.Functions.Activity("Boom", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Retry", async context => await context.CallActivityAsync<string>("Boom", TaskOptions.FromRetryHandler(retry =>
            {
                if (!retry.OrchestrationContext.IsReplaying)
                    attempts.Add((retry.LastAttemptNumber, retry.LastFailure.ErrorMessage));
                return retry.LastAttemptNumber < 3;
            })));
        await hub.StartAsync();

        Assert.Contains("(#2)", (await hub.RunAsync("Retry")).SerializedOutput);
        Assert.Equal([(1, "boom"), (2, "boom"), (3, "boom")], attempts);
    }

    [Fact]
    public async Task Activities_that_are_asked_for_together_run_together()
    {
        await using var hub = new Hub();
        using var barrier = new Barrier(3);
        hub.Functions.Activity("Meet", input => barrier.SignalAndWait(TimeSpan.FromSeconds(30)) ? input : "alone")
            .Orchestrator("Fan", async context => string.Concat(
                await Task.WhenAll(new[] { "a", "b", "c" }.Select(n => context.CallActivityAsync<string>("Meet", n)))));
        await hub.StartAsync();

        Assert.Equal("\"abc\"", (await hub.RunAsync("Fan")).SerializedOutput);
    }

    [Fact]
    public async Task A_failure_of_any_size_comes_back()
    {
        await using var hub = new Hub();
        var chain = Enumerable.Range(0, 30).Aggregate(new Exception(new string('x', 1_000_000)), (inner, _) => new Exception(new string('y', 1_000_000), inner));
        hub.Functions.Activity("Boom", _ => throw chain).Orchestrator("Calls", async context => await context.CallActivityAsync<string>("Boom"));
        await hub.StartAsync();

        Assert.Contains("yyyy", (await hub.RunAsync("Calls")).SerializedOutput);
    }

    [Fact]
    public async Task Steps_that_are_taken_meanwhile_do_not_run_an_activity_again()
    {
        await using var hub = new Hub();
        var gate = new TaskCompletionSource();
        hub.Functions
            .Gate("Gate", gate.Task)
            .Orchestrator("Busy", async context =>
            {
                var activity = context.CallActivityAsync("Gate");
                await context.WaitForExternalEvent<string>("go");
                await activity;
                return null;
            });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Busy");
        await hub.Client.RaiseEventAsync(id, "go");
        await hub.Client.RaiseEventAsync(id, "more");

        gate.SetResult();

        await hub.EndAsync(id);
        Assert.Equal(["Gate"], hub.Functions.Runs);
    }

    [Fact]
    public async Task What_comes_back_to_an_id_that_was_taken_over_is_dropped()
    {
        await using var hub = new Hub();
        var gates = new Dictionary<string, TaskCompletionSource> { ["old"] = new(), ["new"] = new() };
        hub.Functions
            .Activity("Gate", async (input, _) =>
            {
                await gates[input!].Task;
                return input;
            })
            .Orchestrator("Calls", async context => await context.CallActivityAsync<string>("Gate", context.GetInput<string>())
                + await context.WaitForExternalEvent<string>("go"));
        await hub.StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Calls", "old", new StartOrchestrationOptions("one"));
        await hub.Client.TerminateInstanceAsync("one");
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Calls", "new", new StartOrchestrationOptions("one"));

        gates["old"].SetResult();
        await hub.Client.RaiseEventAsync("one", "go", "!");
        gates["new"].SetResult();

        Assert.Equal("\"new!\"", (await hub.EndAsync("one")).SerializedOutput);
        Assert.Single((await hub.HistoryAsync("one")).OfType<HistoryEvent.TaskCompleted>());
    }

    // Azure/azure-functions-durable-extension, host.json reference: maxConcurrentActivityFunctions.
    [Fact]
    public async Task No_more_activities_run_at_once_than_host_json_allows()
    {
        var (now, most) = (0, 0);
        await using var hub = new Hub { Options = o => o with { MaxConcurrentActivityFunctions = 2 } };
        hub.Functions
            .Activity("Count", async (_, cancellation) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Delay(20, cancellation);
                Interlocked.Decrement(ref now);
                return null;
            })
            .Orchestrator("Fan", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => context.CallActivityAsync("Count")));
                return null;
            });
        await hub.StartAsync();

        await hub.RunAsync("Fan");

        Assert.Equal(2, most);
    }

    // Azure/azure-functions-durable-extension, host.json reference: maxConcurrentOrchestratorFunctions.
    [Fact]
    public async Task No_more_orchestrators_run_at_once_than_host_json_allows()
    {
        var (now, most) = (0, 0);
        await using var hub = new Hub { Options = o => o with { MaxConcurrentOrchestratorFunctions = 1 } };
        hub.Functions.Orchestrator("Count", context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            Thread.SpinWait(100_000);
            Interlocked.Decrement(ref now);
            return Task.FromResult<object?>(null);
        });
        await hub.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => hub.RunAsync("Count")));

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Results_that_are_not_what_is_asked_for_fail_in_the_orchestrator()
    {
        await using var hub = new Hub();
        hub.Functions.Activity("Text", _ => "text").Orchestrator("Number", async context => await context.CallActivityAsync<int>("Text"));
        await hub.StartAsync();

        Assert.StartsWith("System.Text.Json.JsonException: ", (await hub.RunAsync("Number")).SerializedOutput);
    }

    [Fact]
    public async Task An_unawaited_timer_keeps_the_instance_until_it_fires_unless_it_is_cancelled()
    {
        var clock = new ManualClock();
        await using var hub = new Hub { Time = clock };
        hub.Functions.Orchestrator("Timer", async context =>
        {
            using var stop = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(60), stop.Token);
#pragma warning disable CA1849 // An orchestrator awaits nothing that is not durable.
            if (context.GetInput<bool>())
                stop.Cancel();
#pragma warning restore CA1849
            return await Task.FromResult($"{timer.IsCanceled}");
        });
        await hub.StartAsync();

        Assert.Equal("\"True\"", (await hub.RunAsync("Timer", true)).SerializedOutput);
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Timer", false);
        clock.Advance(TimeSpan.FromDays(59));
        Assert.True((await hub.Client.GetInstanceAsync(id))!.IsRunning);
        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("\"False\"", (await hub.EndAsync(id)).SerializedOutput);
        Assert.Contains(await hub.HistoryAsync(id), e => e is HistoryEvent.TimerFired);
    }

    private static async Task AdvanceOverAsync(ManualClock clock, TimeSpan delay)
    {
        await Eventually.TrueAsync(() => clock.Armed == 1, "the retry is due");
        clock.Advance(delay);
    }
}
