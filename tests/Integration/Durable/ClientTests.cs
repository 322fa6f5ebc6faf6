using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>Unless said otherwise, each behaviour was seen on the real host (4.1037) with Azurite.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task A_missing_instance_is_null()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();

        Assert.Null(await hub.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Waiting_for_the_start_ends_with_the_first_step_and_waiting_for_the_end_with_the_last()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();
        var start = hub.Client.WaitForInstanceStartAsync("one", default);
        var end = hub.Client.WaitForInstanceCompletionAsync("one", default);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("one"));

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await start).RuntimeStatus);
        Assert.False(end.IsCompleted);
        await hub.Client.RaiseEventAsync("one", "go", "x");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await end).RuntimeStatus);
    }

    [Fact]
    public async Task A_wait_can_be_given_up()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hub.Client.WaitForInstanceCompletionAsync("nobody", patience.Token));
    }

    [Fact]
    public async Task What_is_not_emulated_says_so()
    {
        await using var hub = new Hub();
        hub.Functions
            .Orchestrator("Sub", async context => await context.CallSubOrchestratorAsync<string>("Other"))
            .Orchestrator("Again", context =>
            {
                context.ContinueAsNew();
                return Task.FromResult<object?>(null);
            })
            .Orchestrator("Send", context =>
            {
                context.SendEvent("other", "go", "x");
                return Task.FromResult<object?>(null);
            });
        await hub.StartAsync();

        foreach (var orchestrator in new[] { "Sub", "Again", "Send" })
            Assert.StartsWith("System.NotSupportedException: The emulator does not", (await hub.RunAsync(orchestrator)).SerializedOutput);
        await Assert.ThrowsAsync<NotSupportedException>(() => hub.Client.SuspendInstanceAsync("one"));
        await Assert.ThrowsAsync<NotSupportedException>(() => hub.Client.ResumeInstanceAsync("one"));
        Assert.Throws<NotSupportedException>(() => hub.Client.GetAllInstancesAsync());
        await Assert.ThrowsAsync<NotSupportedException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Sub", new StartOrchestrationOptions(StartAt: DateTimeOffset.MaxValue)));
    }
}
