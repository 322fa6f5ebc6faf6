using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>Starting instances, and the ids they have. Unless said otherwise, each behaviour was seen on the real host (4.1037) with Azurite.</summary>
public sealed class InstanceIdTests
{
    [Fact]
    public async Task A_start_without_an_id_gets_32_hex_digits()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();

        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter");

        Assert.Matches("^[0-9a-f]{32}$", id);
    }

    [Fact]
    public async Task The_id_of_a_running_instance_is_refused()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("one"));

        var refusal = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("one")));

        Assert.EndsWith("already exists.", refusal.Message);
    }

    [Fact]
    public async Task The_id_of_an_instance_that_another_engine_runs_is_refused()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("one"));
        var first = hub.Client;
        await hub.StartAsync();

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("one")));
        Assert.NotSame(first, hub.Client);
    }

    [Fact]
    public async Task An_orchestrator_that_no_function_has_is_accepted_and_never_runs()
    {
        await using var hub = await Hub.WithWaiter().StartAsync();

        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Nobody", "in", new StartOrchestrationOptions("one"));
        await hub.Client.RaiseEventAsync(id, "go", "kept");

        var instance = (await hub.Client.GetInstanceAsync(id, true))!;
        Assert.Equal((OrchestrationRuntimeStatus.Pending, "Nobody", "\"in\""), (instance.RuntimeStatus, instance.Name, instance.SerializedInput));
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("one")));
    }

    [Fact]
    public async Task A_pending_instance_runs_once_there_is_a_function_for_it()
    {
        await using var hub = await new Hub().StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Late", "in");
        await hub.Client.RaiseEventAsync(id, "go", "kept");
        await hub.StopAsync();
        var replaying = new List<bool>();
        hub.Functions.Orchestrator("Late", async context =>
        {
            replaying.Add(context.IsReplaying);
            return context.GetInput<string>() + await context.WaitForExternalEvent<string>("go");
        });

        await hub.StartAsync();

        Assert.Equal("\"inkept\"", (await hub.EndAsync(id)).SerializedOutput);
        Assert.Equal([false], replaying);
    }

    [Fact]
    public async Task The_id_of_a_finished_instance_is_taken_over()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Copy", context => Task.FromResult<object?>(context.GetInput<string>()));
        await hub.StartAsync();
        await hub.EndAsync(await hub.Client.ScheduleNewOrchestrationInstanceAsync("Copy", "first", new StartOrchestrationOptions("one")));

        await hub.EndAsync(await hub.Client.ScheduleNewOrchestrationInstanceAsync("Copy", "second", new StartOrchestrationOptions("one")));

        var instance = (await hub.Client.GetInstanceAsync("one", true))!;
        Assert.Equal(("\"second\"", "\"second\""), (instance.SerializedInput, instance.SerializedOutput));
        Assert.Equal(2, (await hub.HistoryAsync("one")).Count);
    }

    // microsoft/durabletask-dotnet, StartOrchestrationOptionsExtensions and GrpcDurableTaskClient.
    [Fact]
    public async Task The_id_of_a_finished_instance_is_refused_when_the_start_asks_for_it()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Copy", context => Task.FromResult<object?>(context.GetInput<string>()));
        await hub.StartAsync();
        await hub.EndAsync(await hub.Client.ScheduleNewOrchestrationInstanceAsync("Copy", new StartOrchestrationOptions("one")));
        var start = new StartOrchestrationOptions("one");

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Copy", start.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Copy", start.WithDedupeStatuses(OrchestrationRuntimeStatus.Failed));
        await Assert.ThrowsAsync<ArgumentException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Copy", start with { DedupeStatuses = ["Bored"] }));
    }

    // Azure/azure-functions-durable-extension, DurableClient.StartNewAsync.
    [Theory]
    [InlineData("@one")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task An_id_that_cannot_be_a_key_is_refused(string id)
    {
        await using var hub = await Hub.WithWaiter().StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions(id)));
    }

    // Azure/azure-functions-durable-extension, release notes: host.json defaultVersion; microsoft/durabletask-dotnet, GrpcDurableTaskClient.
    [Fact]
    public async Task The_version_is_the_starts_or_the_default()
    {
        await using var hub = new Hub { Options = o => o with { DefaultVersion = "1.0" } };
        hub.Functions.Orchestrator("Version", context => Task.FromResult<object?>(context.Version));
        await hub.StartAsync();

        var byDefault = await hub.RunAsync("Version");
        var chosen = await hub.EndAsync(await hub.Client.ScheduleNewOrchestrationInstanceAsync("Version", new StartOrchestrationOptions { Version = "2.0" }));
        var none = await hub.EndAsync(await hub.Client.ScheduleNewOrchestrationInstanceAsync("Version", new StartOrchestrationOptions { Version = "" }));

        Assert.Equal(("\"1.0\"", "\"2.0\"", "\"\""), (byDefault.SerializedOutput, chosen.SerializedOutput, none.SerializedOutput));
    }

    [Fact]
    public async Task Two_hubs_do_not_see_each_other()
    {
        await using var one = await Hub.WithWaiter().StartAsync();
        await using var other = await Hub.WithWaiter().StartAsync();

        await one.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("same"));

        Assert.Null(await other.Client.GetInstanceAsync("same"));
        await other.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("same"));
    }
}
