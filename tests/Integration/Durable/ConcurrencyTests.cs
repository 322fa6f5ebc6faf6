using LaunchAgent.Tests.Integration.Support;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

public sealed class ConcurrencyTests
{
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

    // Azure/azure-functions-durable-extension, host.json reference: maxConcurrentActivityFunctions.
    [Fact]
    public async Task No_more_activities_run_at_once_than_host_json_allows()
    {
        await using var hub = new Hub { Options = o => o with { MaxConcurrentActivityFunctions = 2 } };
        var gate = new TaskCompletionSource();
        hub.Functions
            .Gate("Gate", gate.Task)
            .Orchestrator("Other", _ => Task.FromResult<object?>(null))
            .Orchestrator("Fan", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => context.CallActivityAsync("Gate")));
                return null;
            });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Fan");
        await Eventually.TrueAsync(() => hub.Functions.Runs.Count >= 2, "two activities run");

        // A whole orchestration later there are still two.
        await hub.RunAsync("Other");
        Assert.Equal(2, hub.Functions.Runs.Count);
        gate.SetResult();

        await hub.EndAsync(id);
        Assert.Equal(8, hub.Functions.Runs.Count);
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
}
