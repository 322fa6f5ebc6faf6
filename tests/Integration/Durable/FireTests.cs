using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Faults;
using Grpc.Core;
using LaunchAgent.Tests.Integration.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RetryPolicy = Microsoft.DurableTask.RetryPolicy;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>
/// An orchestration with three activities, two events and a retry, with trouble at each of its storage calls in turn. Whatever happens, it
/// returns the same and its history is the same: nothing missing, nothing twice.
/// </summary>
public sealed class FireTests
{
    private const string Id = "one";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Creating the table, listing what is unfinished, and the eight steps of the orchestration; the calls of one run without trouble.
    private const int Calls = 10;

    public static TheoryData<int, bool> Deaths
    {
        get
        {
            var deaths = new TheoryData<int, bool>();
            for (var call = 1; call <= Calls; call++)
            {
                deaths.Add(call, false);
                deaths.Add(call, true);
            }

            return deaths;
        }
    }

    public static TheoryData<int> AllCalls => [.. Enumerable.Range(1, Calls)];

    [Fact]
    public async Task Without_trouble_each_step_is_one_call()
    {
        var host = new DeadHost(int.MaxValue, after: false);
        await using var hub = NewHub();
        await hub.StartAsync(OptionsWith(host));

        await DriveAsync(hub, Task.Delay(Timeout.Infinite));

        await AssertSameAsync(hub);
        Assert.Equal(Calls, host.Calls);
        Assert.Equal(["A", "B", "B", "C"], hub.Functions.Runs);
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task A_host_that_dies_at_any_call_leaves_an_orchestration_that_ends_the_same(int call, bool after)
    {
        await using var hub = NewHub();
        var host = new DeadHost(call, after);
        var first = await TryAsync(hub, OptionsWith(host), host.Died);
        Assert.False(first);

        // The dead host is not told: what it has in memory is simply gone.
        await hub.StartAsync(OptionsWith());
        await DriveAsync(hub, Task.Delay(Timeout.Infinite));

        await AssertSameAsync(hub);
    }

    [Theory]
    [MemberData(nameof(AllCalls))]
    public async Task A_lost_answer_to_any_call_changes_nothing(int call)
    {
        await using var hub = NewHub();
        var faults = Faults(new FaultRule { Action = FaultAction.LoseAnswer, Call = call, Reads = true });
        await hub.StartAsync(OptionsWith(new StorageFaultPolicy(faults, TimeProvider.System)));

        await DriveAsync(hub, Task.Delay(Timeout.Infinite));

        await AssertSameAsync(hub);
        Assert.Equal(["A", "B", "B", "C"], hub.Functions.Runs);
    }

    // The caller sees an exception and cannot know whether the step was written. What has no caller, the engine tries again itself.
    [Theory]
    [MemberData(nameof(AllCalls))]
    public async Task A_call_that_fails_for_good_after_it_took_effect_changes_nothing(int call) =>
        await FailAsync(FaultAction.LoseAnswer, call);

    [Theory]
    [MemberData(nameof(AllCalls))]
    public async Task A_call_that_fails_for_good_before_it_took_effect_changes_nothing(int call) =>
        await FailAsync(FaultAction.Fail, call);

    // As in an outage: the engine cannot even look whether the step was written, and does so when storage is back.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_outage_is_sat_out(bool tookEffect)
    {
        for (var call = 3; call <= Calls; call++)
            await FailAsync(tookEffect ? FaultAction.LoseAnswer : FaultAction.Fail, call, times: 4);
    }

    private static async Task FailAsync(FaultAction action, int call, int times = 1)
    {
        await using var hub = NewHub();
        var faults = Faults(new FaultRule { Action = action, Call = call, Times = times, Reads = true, Retriable = false });
        for (var started = false; !started;)
        {
            started = await TryAsync(hub, OptionsWith(new StorageFaultPolicy(faults, TimeProvider.System)), Task.Delay(Timeout.Infinite));
        }

        await AssertSameAsync(hub);
    }

    private static async Task<bool> TryAsync(Hub hub, TableClientOptions options, Task died)
    {
        try
        {
            var starting = hub.StartAsync(options);
            await await Task.WhenAny(starting, died);
            if (starting.IsCompletedSuccessfully)
                return await DriveAsync(hub, died);
            return false;
        }
        catch (AggregateException)
        {
            return false;
        }
    }

    /// <summary>Does what is not done yet, each thing when its time has come, until the end or until the host is dead.</summary>
    private static async Task<bool> DriveAsync(Hub hub, Task died)
    {
        var history = await hub.HistoryAsync(Id);
        for (var start = Stopwatch.StartNew(); !died.IsCompleted;)
        {
            if (history is [.., HistoryEvent.ExecutionCompleted])
                return true;
            Assert.True(start.Elapsed < Patience, $"It does not go on from {history.LastOrDefault()}.");
            var action = Next(history) switch
            {
                "start" => hub.Client.ScheduleNewOrchestrationInstanceAsync("Long", new StartOrchestrationOptions(Id)),
                "" => Eventually.TrueAsync(
                    async () => died.IsCompleted || (await hub.HistoryAsync(Id)).Count != history.Count, $"goes on from {history.LastOrDefault()}", Patience),
                var name => hub.Client.RaiseEventAsync(Id, name, name),
            };
            try
            {
                await await Task.WhenAny(action, died);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unknown)
            {
                // Not known whether it took effect; the history tells.
            }

            history = await hub.HistoryAsync(Id);
        }

        return false;
    }

    private static string Next(IReadOnlyList<HistoryEvent> history)
    {
        if (history.Count == 0)
            return "start";
        return history[^1] switch
        {
            HistoryEvent.TaskCompleted { TaskId: 0 } => "go1",
            HistoryEvent.TaskCompleted { TaskId: 3 } => "go2",
            _ => "",
        };
    }

    private static async Task AssertSameAsync(Hub hub)
    {
        HistoryEvent[] expected =
        [
            new HistoryEvent.ExecutionStarted(), new HistoryEvent.TaskScheduled(0, "A", null),
            new HistoryEvent.TaskCompleted(0, "\"a\""),
            new HistoryEvent.EventRaised("go1", "\"go1\""), new HistoryEvent.TaskScheduled(1, "B", null),
            new HistoryEvent.TaskFailed(1, null!), new HistoryEvent.TimerCreated(2, default),
            new HistoryEvent.TimerFired(2), new HistoryEvent.TaskScheduled(3, "B", null),
            new HistoryEvent.TaskCompleted(3, "\"b\""),
            new HistoryEvent.EventRaised("go2", "\"go2\""), new HistoryEvent.TaskScheduled(4, "C", null),
            new HistoryEvent.TaskCompleted(4, "\"c\""), new HistoryEvent.ExecutionCompleted(OrchestrationRuntimeStatus.Completed),
        ];
        var history = (await hub.HistoryAsync(Id)).Select(e => e switch
        {
            HistoryEvent.TaskFailed failed => failed with { Failure = null! },
            HistoryEvent.TimerCreated timer => timer with { FireAt = default },
            _ => e,
        });
        Assert.Equal(expected, history);
        Assert.Equal("\"a go1 b go2 c\"", (await hub.ReadAsync(Id))!.Output);
    }

    private static Hub NewHub()
    {
        var hub = new Hub { Time = new HurriedTime() };
        hub.Functions.Activity("A", _ => "a").Activity("C", _ => "c")
            .Activity("B", async (_, _) =>
            {
                // Fails until its failure is known, so that a host that dies with it does not make it succeed.
                var failed = (await hub.HistoryAsync(Id)).Any(e => e is HistoryEvent.TaskFailed);
                return failed ? "b" : throw new InvalidOperationException("not yet");
            })
            .Orchestrator("Long", async context =>
            {
                var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(20)));
                var parts = new List<string> { await context.CallActivityAsync<string>("A") };
                parts.Add(await context.WaitForExternalEvent<string>("go1"));
                parts.Add(await context.CallActivityAsync<string>("B", retry));
                parts.Add(await context.WaitForExternalEvent<string>("go2"));
                parts.Add(await context.CallActivityAsync<string>("C"));
                return string.Join(' ', parts);
            });
        return hub;
    }

    private static StorageFaults Faults(FaultRule rule)
    {
        var faults = new StorageFaults();
        faults.Add(rule);
        return faults;
    }

    private static TableClientOptions OptionsWith(params HttpPipelinePolicy[] policies)
    {
        var options = new TableClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxRetries = 3 } };
        foreach (var policy in policies)
            options.AddPolicy(policy, HttpPipelinePosition.BeforeTransport);
        return options;
    }
}
