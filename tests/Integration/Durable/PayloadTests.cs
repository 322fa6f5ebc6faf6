using FunctionsEmulator.Durable.History;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>What goes in and comes out, of any size. Unless said otherwise, each behaviour was seen on the real host (4.1037) with Azurite.</summary>
public sealed class PayloadTests
{
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
}
