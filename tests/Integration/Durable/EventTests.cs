using FunctionsEmulator.Durable.History;
using Grpc.Core;
using LaunchAgent.Tests.Integration.Support;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

public sealed class EventTests
{
    // Azure/azure-functions-durable-extension documentation: events for an instance that does not wait yet are buffered.
    [Fact]
    public async Task Early_events_are_kept_in_order_and_given_one_to_each_wait()
    {
        await using var hub = new Hub();
        var gate = new TaskCompletionSource();
        hub.Functions
            .Gate("Gate", gate.Task)
            .Orchestrator("Late", async context =>
            {
                await context.CallActivityAsync("Gate");
                return await context.WaitForExternalEvent<string>("a") + await context.WaitForExternalEvent<string>("a")
                    + await context.WaitForExternalEvent<string>("b");
            });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Late");
        await hub.Client.RaiseEventAsync(id, "b", "3");
        await hub.Client.RaiseEventAsync(id, "a", "1");
        await hub.Client.RaiseEventAsync(id, "a", "2");
        await hub.Client.RaiseEventAsync(id, "nobody", "4");

        gate.SetResult();

        Assert.Equal("\"123\"", (await hub.EndAsync(id)).SerializedOutput);
    }

    // microsoft/durabletask-dotnet, TaskOrchestrationContextWrapper keeps its waits in a case-insensitive dictionary.
    [Fact]
    public async Task The_case_of_an_events_name_does_not_matter()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Both", async context =>
            await context.WaitForExternalEvent<string>("Signal") + await context.WaitForExternalEvent<string>("SIGNAL"));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Both");

        await hub.Client.RaiseEventAsync(id, "signal", "1");
        await hub.Client.RaiseEventAsync(id, "sIGNAL", "2");

        Assert.Equal("\"12\"", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task An_event_without_a_payload_is_null()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Null", async context => await context.WaitForExternalEvent<object?>("go") is null);
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Null");

        await hub.Client.RaiseEventAsync(id, "go", CancellationToken.None);

        Assert.Equal("true", (await hub.EndAsync(id)).SerializedOutput);
    }

    // Seen on the real host (4.1037).
    [Fact]
    public async Task An_event_for_a_missing_instance_is_NotFound_and_dropped()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Waiter", async context => await context.WaitForExternalEvent<string>("go"));
        await hub.StartAsync();

        var refusal = await Assert.ThrowsAsync<RpcException>(() => hub.Client.RaiseEventAsync("one", "go", "lost"));

        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new Microsoft.DurableTask.StartOrchestrationOptions("one"));
        Assert.DoesNotContain(await hub.HistoryAsync("one"), e => e is HistoryEvent.EventRaised);
    }

    // Seen on the real host (4.1037).
    [Fact]
    public async Task An_event_for_a_finished_instance_is_FailedPrecondition()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Nothing", _ => Task.FromResult<object?>(null));
        await hub.StartAsync();
        var end = await hub.RunAsync("Nothing");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => hub.Client.RaiseEventAsync(end.InstanceId, "go"));

        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        Assert.Contains("Completed state", refusal.Status.Detail);
    }

    // microsoft/durabletask-dotnet, TaskOrchestrationContextWrapper.WaitForExternalEvent: the latest wait gets the next event.
    [Fact]
    public async Task Of_two_waits_the_later_one_gets_the_first_event()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Two", async context =>
        {
            var first = context.WaitForExternalEvent<string>("go");
            var second = context.WaitForExternalEvent<string>("go");
            return await first + await second;
        });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Two");

        await hub.Client.RaiseEventAsync(id, "go", "1");
        await hub.Client.RaiseEventAsync(id, "go", "2");

        Assert.Equal("\"21\"", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task An_event_that_is_not_what_is_awaited_fails_the_instance()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Number", async context => await context.WaitForExternalEvent<int>("go"));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Number");

        await hub.Client.RaiseEventAsync(id, "go", "text");

        var end = await hub.EndAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.StartsWith("System.Text.Json.JsonException: ", end.SerializedOutput);
    }

    [Fact]
    public async Task Events_that_are_raised_at_once_all_arrive_once()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Sum", async context =>
        {
            var sum = 0;
            for (var i = 0; i < 20; i++)
                sum += await context.WaitForExternalEvent<int>("add");
            return sum;
        });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Sum");

        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => hub.Client.RaiseEventAsync(id, "add", i)));

        Assert.Equal("210", (await hub.EndAsync(id)).SerializedOutput);
        Assert.Equal(20, (await hub.HistoryAsync(id)).OfType<HistoryEvent.EventRaised>().Count());
    }

    // Seen on the real host (4.1037): System.Threading.Tasks.TaskCanceledException.
    [Fact]
    public async Task A_wait_with_a_timeout_is_cancelled_when_nothing_comes()
    {
        var clock = new ManualClock();
        await using var hub = new Hub { Time = clock };
        hub.Functions.Orchestrator("Patient", async context =>
        {
            var first = await context.WaitForExternalEvent<string>("go", TimeSpan.FromMinutes(5));
            try
            {
                return await context.WaitForExternalEvent<string>("go", TimeSpan.FromMinutes(5));
            }
            catch (TaskCanceledException)
            {
                return $"{first} then nothing";
            }
        });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Patient");
        await hub.Client.RaiseEventAsync(id, "go", "one");

        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.True((await hub.Client.GetInstanceAsync(id))!.IsRunning);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("\"one then nothing\"", (await hub.EndAsync(id)).SerializedOutput);
    }
}
