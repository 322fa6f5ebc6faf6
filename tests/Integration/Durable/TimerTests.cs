using FunctionsEmulator.Durable.History;
using LaunchAgent.Tests.Integration.Support;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

public sealed class TimerTests
{
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
}
