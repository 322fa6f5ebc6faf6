using DurableTask.Core.Exceptions;
using FunctionsEmulator.Durable.History;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>Unless said otherwise, each behaviour was seen on the real host (4.1037) with Azurite.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task A_start_without_an_id_gets_32_hex_digits()
    {
        await using var hub = await WithWaiter().StartAsync();

        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter");

        Assert.Matches("^[0-9a-f]{32}$", id);
    }

    [Fact]
    public async Task The_id_of_a_running_instance_is_refused()
    {
        await using var hub = await WithWaiter().StartAsync();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("one"));

        var refusal = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("one")));

        Assert.EndsWith("already exists.", refusal.Message);
    }

    [Fact]
    public async Task The_id_of_an_instance_that_another_engine_runs_is_refused()
    {
        await using var hub = await WithWaiter().StartAsync();
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
        await using var hub = await WithWaiter().StartAsync();

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
        await using var hub = await WithWaiter().StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions(id)));
    }

    [Fact]
    public async Task A_missing_instance_is_null()
    {
        await using var hub = await WithWaiter().StartAsync();

        Assert.Null(await hub.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Inputs_and_outputs_are_given_only_when_asked_for()
    {
        await using var hub = new Hub();
        hub.Functions.Orchestrator("Status", context =>
        {
            context.SetCustomStatus(new { Step = 1 });
            return Task.FromResult<object?>("out");
        });
        await hub.StartAsync();
        var id = (await hub.RunAsync("Status", "in")).InstanceId;

        var with = (await hub.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
        var without = (await hub.Client.GetInstanceAsync(id))!;

        Assert.Equal(("\"in\"", "\"out\"", "{\"Step\":1}"), (with.SerializedInput, with.SerializedOutput, with.SerializedCustomStatus));
        Assert.Equal((null, null, null), (without.SerializedInput, without.SerializedOutput, without.SerializedCustomStatus));
        Assert.True(with.IsCompleted && with.CreatedAt <= with.LastUpdatedAt && with.CreatedAt > DateTimeOffset.UtcNow.AddMinutes(-1));
    }

    [Fact]
    public async Task Waiting_for_the_start_ends_with_the_first_step_and_waiting_for_the_end_with_the_last()
    {
        await using var hub = await WithWaiter().StartAsync();
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
        await using var hub = await WithWaiter().StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hub.Client.WaitForInstanceCompletionAsync("nobody", patience.Token));
    }

    [Fact]
    public async Task A_terminated_instance_has_the_given_output_as_JSON()
    {
        await using var hub = await WithWaiter().StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter");

        await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("stop"));

        var end = await hub.EndAsync(id);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "\"stop\""), (end.RuntimeStatus, end.SerializedOutput));
    }

    [Fact]
    public async Task Terminating_a_missing_instance_is_NotFound()
    {
        await using var hub = await WithWaiter().StartAsync();

        var refusal = await Assert.ThrowsAsync<RpcException>(() => hub.Client.TerminateInstanceAsync("nobody"));

        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
    }

    // Azure/azure-functions-durable-extension, DurableClient.TerminateAsync refuses it as RaiseEventAsync does.
    [Fact]
    public async Task Terminating_a_finished_instance_is_FailedPrecondition()
    {
        await using var hub = await WithWaiter().StartAsync();
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
        await using var hub = await WithWaiter().StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter");

        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync(id)).PurgedInstanceCount);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => hub.Client.RaiseEventAsync(id, "go"));
        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
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
        await using var one = await WithWaiter().StartAsync();
        await using var other = await WithWaiter().StartAsync();

        await one.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("same"));

        Assert.Null(await other.Client.GetInstanceAsync("same"));
        await other.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("same"));
    }

    [Fact]
    public async Task Payloads_of_many_rows_come_back_whole()
    {
        await using var hub = new Hub();
        var large = string.Concat(Enumerable.Range(0, 9000).Select(i => $"\"{i}\"\\é"))[..60_000];
        hub.Functions.Activity("Echo", input => input).Orchestrator("Large", async context =>
        {
            var calls = Enumerable.Range(0, 2).Select(_ => context.CallActivityAsync<string>("Echo", context.GetInput<string>()));
            var echoes = await Task.WhenAll(calls);
            var said = await context.WaitForExternalEvent<string>("say");
            return echoes.All(e => e == said) ? said : "different";
        });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Large", large);
        await hub.Client.RaiseEventAsync(id, "say", large);

        var end = await hub.EndAsync(id);

        Assert.Equal(large, System.Text.Json.JsonSerializer.Deserialize<string>(end.SerializedOutput!));
        Assert.Equal(large, System.Text.Json.JsonSerializer.Deserialize<string>(end.SerializedInput!));
        Assert.Equal(2, (await hub.HistoryAsync(id)).OfType<HistoryEvent.TaskCompleted>().Count());
    }

    // The real host refuses gRPC messages over 4 MB with ResourceExhausted; here the limit is lower (docs/emulator.md).
    [Fact]
    public async Task A_payload_that_no_row_takes_is_refused_where_it_is_made()
    {
        await using var hub = new Hub();
        var tooLarge = new string('x', 200_001);
        hub.Functions.Activity("Make", _ => tooLarge).Orchestrator("Make", async context => await context.CallActivityAsync<string>("Make"))
            .Orchestrator("Give", async context => await context.CallActivityAsync<string>("Make", tooLarge))
            .Orchestrator("Return", _ => Task.FromResult<object?>(tooLarge));
        await hub.StartAsync();

        var start = await Assert.ThrowsAsync<RpcException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Make", tooLarge));
        var made = await hub.RunAsync("Make");
        var given = await hub.RunAsync("Give");
        var returned = await hub.RunAsync("Return");

        Assert.Equal(StatusCode.ResourceExhausted, start.StatusCode);
        Assert.StartsWith("Microsoft.DurableTask.TaskFailedException: Task 'Make' (#0) failed with an unhandled exception: The output of activity 'Make' has", made.SerializedOutput);
        Assert.StartsWith("System.ArgumentException: The input of activity 'Make' has", given.SerializedOutput);
        Assert.StartsWith("System.InvalidOperationException: The orchestration's output has", returned.SerializedOutput);
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

    private static Hub WithWaiter()
    {
        var hub = new Hub();
        hub.Functions.Orchestrator("Waiter", async context => await context.WaitForExternalEvent<string>("go"));
        return hub;
    }
}
