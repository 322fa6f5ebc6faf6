using LaunchAgent.Tests.Integration.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

public sealed class RetryTests
{
    // Seen on the real host (4.1037): timers take numbers too, so three attempts are 0, 2 and 4.
    [Fact]
    public async Task A_retry_policy_ends_with_the_number_of_the_last_attempt()
    {
        var clock = new ManualClock();
        await using var hub = new Hub { Time = clock };
        hub.Functions.Activity("Boom", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Retry", async context =>
            {
                var policy = new RetryPolicy(3, TimeSpan.FromSeconds(10), backoffCoefficient: 2);
                try
                {
                    await context.CallActivityAsync("Boom", TaskOptions.FromRetryPolicy(policy));
                    return "?";
                }
                catch (TaskFailedException e)
                {
                    return e.TaskId;
                }
            });
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Retry");

        await AdvanceOverAsync(clock, TimeSpan.FromSeconds(10));
        await AdvanceOverAsync(clock, TimeSpan.FromSeconds(20));

        Assert.Equal("4", (await hub.EndAsync(id)).SerializedOutput);
        Assert.Equal(3, hub.Functions.Runs.Count);
    }

    [Fact]
    public async Task A_retry_is_not_made_before_its_time()
    {
        var clock = new ManualClock();
        await using var hub = new Hub { Time = clock };
        hub.Functions.Activity("Boom", _ => hub.Functions.Runs.Count == 1 ? throw new InvalidOperationException("boom") : "fine")
            .Orchestrator("Retry", async context => await context.CallActivityAsync<string>(
                "Boom", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(10)))));
        await hub.StartAsync();
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Retry");
        await Eventually.TrueAsync(() => clock.Armed == 1, "the retry is due");

        clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Single(hub.Functions.Runs);
        clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal("\"fine\"", (await hub.EndAsync(id)).SerializedOutput);
        Assert.Equal(2, hub.Functions.Runs.Count);
    }

    [Fact]
    public async Task A_failure_that_the_policy_does_not_handle_is_not_retried()
    {
        await using var hub = new Hub();
        hub.Functions.Activity("Boom", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Retry", async context => await context.CallActivityAsync<string>("Boom", TaskOptions.FromRetryPolicy(
                new RetryPolicy(3, TimeSpan.FromHours(1)) { HandleFailure = failure => !failure.IsCausedBy<InvalidOperationException>() })));
        await hub.StartAsync();

        Assert.Contains("(#0)", (await hub.RunAsync("Retry")).SerializedOutput);
        Assert.Single(hub.Functions.Runs);
    }

    // Seen on the real host (4.1037): LastAttemptNumber counts from 1.
    [Fact]
    public async Task A_retry_handler_decides_with_the_count_of_attempts()
    {
        var attempts = new List<(int, string)>();
        await using var hub = new Hub();
        hub.Functions.Activity("Boom", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Retry", async context => await context.CallActivityAsync<string>("Boom", TaskOptions.FromRetryHandler(retry =>
            {
                if (!retry.OrchestrationContext.IsReplaying)
                    attempts.Add((retry.LastAttemptNumber, retry.LastFailure.ErrorMessage));
                return retry.LastAttemptNumber < 3;
            })));
        await hub.StartAsync();

        Assert.Contains("(#2)", (await hub.RunAsync("Retry")).SerializedOutput);
        Assert.Equal([(1, "boom"), (2, "boom"), (3, "boom")], attempts);
    }

    private static async Task AdvanceOverAsync(ManualClock clock, TimeSpan delay)
    {
        await Eventually.TrueAsync(() => clock.Armed == 1, "the retry is due");
        clock.Advance(delay);
    }
}
