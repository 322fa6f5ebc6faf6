using FunctionsEmulator.Durable.History;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>The end of instances that somebody else decides on, and what is left of them. Unless said otherwise, each behaviour was seen on the real host (4.1037) with Azurite.</summary>
public sealed class TerminateTests
{
    [Fact]
    public async Task A_terminated_instance_has_the_given_output_as_JSON()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter");

        await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("stop"));

        var end = await hub.EndAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "\"stop\""), (end.RuntimeStatus, end.SerializedOutput));
    }

    [Fact]
    public async Task Terminating_a_missing_instance_is_NotFound()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();

        var refusal = await Assert.ThrowsAsync<RpcException>(() => hub.Client.TerminateInstanceAsync("nobody"));

        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
    }

    // Azure/azure-functions-durable-extension, DurableClient.TerminateAsync refuses it as RaiseEventAsync does.
    [Fact]
    public async Task Terminating_a_finished_instance_is_FailedPrecondition()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter");
        await hub.Client.TerminateInstanceAsync(id);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => hub.Client.TerminateInstanceAsync(id));

        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
    }

    // microsoft/durabletask-dotnet, DurableTaskClient.TerminateInstanceAsync: activities run on, their results are dropped.
    [Fact]
    public async Task Terminate_does_not_stop_activities()
    {
        await using var hub = new Hub();
        var gate = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        hub.Functions
            .Activity("Slow", async (_, cancellation) =>
            {
                await gate.Task;
                ended.SetResult();
                return cancellation.IsCancellationRequested;
            })
            .Orchestrator("Calls", async context => await context.CallActivityAsync<bool>("Slow"));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Calls");
        await hub.Client.TerminateInstanceAsync(id, "stop");

        gate.SetResult();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await hub.StopAsync();
        await hub.StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.Client.GetInstanceAsync(id))!.RuntimeStatus);
        Assert.DoesNotContain(await hub.HistoryAsync(id), e => e is HistoryEvent.TaskCompleted);
    }

    [Fact]
    public async Task Purging_counts_one_and_then_none_and_leaves_no_row()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Copy", context => Task.FromResult<object?>(context.GetInput<string>()));
        await hub.StartAsync();
        var start = new StartOrchestrationOptions("one");
        await hub.EndAsync(await hub.Client.ScheduleNewOrchestrationInstanceAsync("Copy", start));
        await hub.EndAsync(await hub.Client.ScheduleNewOrchestrationInstanceAsync("Copy", start));

        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync("one")).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync("one")).PurgedInstanceCount);

        Assert.Null(await hub.Client.GetInstanceAsync("one"));
        Assert.Empty(await hub.Table.QueryAsync<Azure.Data.Tables.TableEntity>("PartitionKey eq 'one'").ToListAsync());
    }

    // Azure/durabletask, AzureTableTrackingStore.PurgeInstanceHistoryAsync deletes by id, whatever the state.
    [Fact]
    public async Task Purging_a_running_instance_deletes_it()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter");

        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => hub.Client.RaiseEventAsync(id, "go"));
        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
    }
}
