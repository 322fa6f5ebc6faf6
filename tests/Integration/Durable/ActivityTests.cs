using FunctionsEmulator.Durable.History;
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

    [Fact]
    public async Task Results_that_are_not_what_is_asked_for_fail_in_the_orchestrator()
    {
        await using var hub = new Hub();
        hub.Functions.Activity("Text", _ => "text").Orchestrator("Number", async context => await context.CallActivityAsync<int>("Text"));
        await hub.StartAsync();

        Assert.StartsWith("System.Text.Json.JsonException: ", (await hub.RunAsync("Number")).SerializedOutput);
    }
}
