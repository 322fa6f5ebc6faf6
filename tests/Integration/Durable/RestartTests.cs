using FunctionsEmulator.Durable.History;
using LaunchAgent.Tests.Integration.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

public sealed class RestartTests
{
    [Fact]
    public async Task Instances_that_wait_for_an_event_go_on()
    {
        await using var hub = new Hub();
        hub.Functions.Activity("Echo", input => input).Orchestrator("Waiter", async context =>
            await context.CallActivityAsync<string>("Echo", "a") + await context.WaitForExternalEvent<string>("go"));
        await hub.StartAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter")));
        await Eventually.TrueAsync(() => hub.Functions.Runs.Count == 5, "all activities have run");
        await hub.StopAsync();

        await hub.StartAsync();
        await Task.WhenAll(ids.Select(id => hub.Client.RaiseEventAsync(id, "go", "b")));

        foreach (var id in ids)
            Assert.Equal("\"ab\"", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task Events_that_came_early_are_still_there()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Waiter", async context =>
            await context.WaitForExternalEvent<string>("first") + await context.WaitForExternalEvent<string>("early"));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter");
        await hub.Client.RaiseEventAsync(id, "early", "b");
        await hub.StopAsync();

        await hub.StartAsync();
        await hub.Client.RaiseEventAsync(id, "first", "a");

        Assert.Equal("\"ab\"", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task An_activity_that_was_running_is_run_again()
    {
        await using var hub = new Hub();
        hub.Functions
            .Activity("Hang", async (_, cancellation) =>
            {
                if (hub.Functions.Runs.Count == 1)
                    await Task.Delay(Timeout.Infinite, cancellation);
                return "done";
            })
            .Orchestrator("Calls", async context => await context.CallActivityAsync<string>("Hang"));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Calls");
        await Eventually.TrueAsync(() => hub.Functions.Runs.Count == 1, "the activity runs");
        await hub.StopAsync();

        await hub.StartAsync();

        Assert.Equal("\"done\"", (await hub.EndAsync(id)).SerializedOutput);
        Assert.Equal(2, hub.Functions.Runs.Count);
    }

    [Fact]
    public async Task A_finished_activity_is_not_run_again()
    {
        await using var hub = new Hub();
        hub.Functions.Activity("Echo", input => input).Orchestrator("Waiter", async context =>
        {
            await context.CallActivityAsync<string>("Echo", "a");
            return await context.WaitForExternalEvent<string>("go");
        });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter");
        await Eventually.TrueAsync(async () => (await hub.HistoryAsync(id)).Any(e => e is HistoryEvent.TaskCompleted), "the activity is done");
        await hub.StopAsync();

        await hub.StartAsync();
        await hub.Client.RaiseEventAsync(id, "go", "b");
        await hub.EndAsync(id);

        Assert.Single(hub.Functions.Runs);
    }

    [Fact]
    public async Task A_retry_keeps_its_due_time()
    {
        var clock = new ManualClock();
        await using var hub = new Hub { Time = clock };
        var id = await StartWithARetryInTenMinutesAsync(hub, clock);
        clock.Advance(TimeSpan.FromMinutes(6));
        await hub.StopAsync();
        var before = clock.Armed;

        await hub.StartAsync();
        await Eventually.TrueAsync(() => clock.Armed == before + 1, "the retry is due again");
        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Single(hub.Functions.Runs);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("\"fine\"", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task A_retry_that_fell_due_meanwhile_is_made_at_once()
    {
        var clock = new ManualClock();
        await using var hub = new Hub { Time = clock };
        var id = await StartWithARetryInTenMinutesAsync(hub, clock);
        await hub.StopAsync();
        clock.Advance(TimeSpan.FromMinutes(11));

        await hub.StartAsync();

        Assert.Equal("\"fine\"", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task Changed_code_is_found_by_the_next_step()
    {
        await using var hub = new Hub();
        hub.Functions.Activity("Old", input => input).Activity("New", input => input)
            .Orchestrator("Changing", async context => await context.CallActivityAsync<string>("Old") + await context.WaitForExternalEvent<string>("go"));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Changing");
        await Eventually.TrueAsync(async () => (await hub.HistoryAsync(id)).Any(e => e is HistoryEvent.TaskCompleted), "the activity is done");
        await hub.StopAsync();
        hub.Functions.Orchestrator("Changing", async context => await context.CallActivityAsync<string>("New"));

        await hub.StartAsync();
        await hub.Client.RaiseEventAsync(id, "go", "x");

        Assert.Contains("activity 'Old' (#0), and this run for activity 'New' (#0)", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task Finished_instances_are_left_alone()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Nothing", _ => Task.FromResult<object?>(null));
        await hub.StartAsync();
        await hub.RunAsync("Nothing");
        await hub.StopAsync();

        await hub.StartAsync();

        await hub.StopAsync();
        Assert.Single(hub.Functions.Plays);
    }

    [Fact]
    public async Task Calls_after_the_stop_are_refused()
    {
        var hub = await new Hub().StartAsync();
        var client = hub.Client;
        await hub.StopAsync();

        var refusal = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => client.ScheduleNewOrchestrationInstanceAsync("Nothing", new StartOrchestrationOptions("one")));

        Assert.Equal(Grpc.Core.StatusCode.Unavailable, refusal.StatusCode);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("with-dash")]
    [InlineData("a234567890123456789012345678901234567890123456")]
    public async Task A_hub_name_that_names_no_table_is_refused(string name)
    {
        var hub = new Hub { Options = o => o with { HubName = name } };

        await Assert.ThrowsAsync<ArgumentException>(() => hub.StartAsync());
    }

    private static async Task<string> StartWithARetryInTenMinutesAsync(Hub hub, ManualClock clock)
    {
        hub.Functions.Activity("Boom", _ => hub.Functions.Runs.Count == 1 ? throw new InvalidOperationException("boom") : "fine")
            .Orchestrator("Retry", async context => await context.CallActivityAsync<string>(
                "Boom", TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMinutes(10)))));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Retry");
        await Eventually.TrueAsync(() => clock.Armed == 1, "the retry is due");
        return id;
    }
}
