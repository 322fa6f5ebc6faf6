using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Integration.Worker.Timers;

public sealed class TimerTests
{
    private readonly ManualClock _time = new(new DateTimeOffset(2030, 1, 1, 10, 0, 3, TimeSpan.Zero));
    private readonly ConcurrentQueue<string> _runs = new();

    // Seen on the real host (4.1037): '*/10 * * * * *' fired on the 10 s marks, IsPastDue false.
    [Theory]
    [InlineData("*/10 * * * * *", 7, "10:00:10,10:00:20,10:00:30")]
    [InlineData("00:00:10", 10, "10:00:13,10:00:23,10:00:33")]
    public async Task TimerOfASettingFiresOnItsMarks(string schedule, int secondsToTheFirst, string expected)
    {
        await using var host = await TestHost.StartAsync(Builder(schedule));
        for (var run = 1; run <= 3; run++)
            await StepAsync(TimeSpan.FromSeconds(run == 1 ? secondsToTheFirst : 10), run);

        Assert.Equal(expected, Times());
        Assert.All(_runs, r => Assert.EndsWith("past due False", r, StringComparison.Ordinal));
    }

    // Seen in azure-webjobs-sdk-extensions, TimerListener: the next timer is started when the run has ended, and what was missed
    // meanwhile is run once, at once.
    [Fact]
    public async Task OverrunningTickDelaysTheNextAndNeverOverlaps()
    {
        using var gate = new SemaphoreSlim(0);
        int running = 0, most = 0;
        await using var host = await TestHost.StartAsync(Builder("*/10 * * * * *", async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await gate.WaitAsync();
            Interlocked.Decrement(ref running);
        }));
        await StepAsync(TimeSpan.FromSeconds(7), runs: 1);

        _time.Advance(TimeSpan.FromSeconds(35));
        Assert.Single(_runs);
        gate.Release();
        await Eventually.TrueAsync(() => _runs.Count == 2, "the missed one runs at once");
        gate.Release();
        await StepAsync(TimeSpan.FromSeconds(5), runs: 3);
        gate.Release();

        Assert.Equal("10:00:10,10:00:45,10:00:50", Times());
        Assert.Equal(1, most);
    }

    // Seen in azure-webjobs-sdk-extensions, TimerListener.InvokeJobFunction: a failed run is logged, and the schedule goes on.
    [Fact]
    public async Task FailedRunIsNotRepeated()
    {
        await using var host = await TestHost.StartAsync(Builder("*/10 * * * * *", () => throw new InvalidOperationException("always")));

        await StepAsync(TimeSpan.FromSeconds(7), runs: 1);
        await StepAsync(TimeSpan.FromSeconds(10), runs: 2);

        Assert.Equal("10:00:10,10:00:20", Times());
    }

    // Seen in azure-webjobs-sdk-extensions, TimerListener.StartAsync and StorageScheduleMonitor: the status of a schedule of a minute
    // or more is kept in a blob, and a host that comes back too late runs the function at once.
    [Fact]
    public async Task RunThatWasMissedWhileNoHostRanIsMadeUpFor()
    {
        var hostId = $"h{Guid.NewGuid():n}";
        await using (await TestHost.StartAsync(Builder("0 */5 * * * *", hostId: hostId)))
        {
            await StepAsync(TimeSpan.FromSeconds(297), runs: 1);
            await Eventually.TrueAsync(() => _time.Armed > 0, "the status is written");
        }

        _time.Advance(TimeSpan.FromMinutes(12));
        await using var host = await TestHost.StartAsync(Builder("0 */5 * * * *", hostId: hostId));
        await Eventually.TrueAsync(() => _runs.Count == 2, "it runs at once");
        await StepAsync(TimeSpan.FromMinutes(3), runs: 3);

        Assert.Equal(["10:05:00 past due False", "10:17:00 past due True", "10:20:00 past due False"], _runs);
    }

    // Seen in azure-webjobs-sdk-extensions, TimerListener.HandleTimerEvent: whatever goes wrong beside the run, the schedule goes on.
    [Fact]
    public async Task TimerWhoseStatusCannotBeKeptWhileStorageIsDownGoesOn()
    {
        var builder = Builder("0 */5 * * * *");
        builder.Services.AddSingleton<HttpPipelinePolicy>(new BlobsDown());
        await using var host = await TestHost.StartAsync(builder);

        await StepAsync(TimeSpan.FromSeconds(297), runs: 1);
        await StepAsync(TimeSpan.FromMinutes(5), runs: 2);
        await StepAsync(TimeSpan.FromMinutes(5), runs: 3);

        Assert.Equal("10:05:00,10:10:00,10:15:00", Times());
    }

    [Fact]
    public async Task RunOnStartupRunsAtOnce()
    {
        await using var host = await TestHost.StartAsync(Builder("*/10 * * * * *", function: typeof(StartupFunction)));

        await Eventually.TrueAsync(() => _runs.Count == 1, "it runs");

        Assert.Equal(["10:00:03 past due False"], _runs);
    }

    private string Times() => string.Join(',', _runs.Select(r => r.Split(' ')[0]));

    // The timer waits for its time, then the clock moves, then the run is there: in this order nothing can be missed.
    // Steps end on a mark: the run reads the clock when it comes to it, which may be after the whole step.
    private async Task StepAsync(TimeSpan by, int runs)
    {
        await Eventually.TrueAsync(() => _time.Armed > 0, "the timer waits");
        _time.Advance(by);
        await Eventually.TrueAsync(() => _runs.Count == runs, $"{runs} runs");
    }

    private FunctionsApplicationBuilder Builder(string schedule, Func<Task>? run = null, string? hostId = null, Type? function = null)
    {
        var builder = TestHost.CreateBuilder(function ?? typeof(TimerFunction));
        builder.Configuration["TEST_SCHEDULE"] = schedule;
        builder.Configuration["AzureFunctionsWebHost:hostid"] = hostId;
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(_runs);
        builder.Services.AddSingleton(run ?? (() => Task.CompletedTask));
        return builder;
    }

    // What the client throws in the end when nobody listens at the address.
    private sealed class BlobsDown : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            message.Request.Uri.Path.Contains("azure-webjobs-hosts", StringComparison.Ordinal)
                ? throw new AggregateException("Retry failed after 6 tries.", new RequestFailedException("Connection refused"))
                : ProcessNextAsync(message, pipeline);
    }

    public sealed class TimerFunction(TimeProvider time, ConcurrentQueue<string> runs, Func<Task> run)
    {
        [Function("Tick")]
        public async Task Run([TimerTrigger("%TEST_SCHEDULE%")] TimerInfo timer)
        {
            runs.Enqueue($"{time.GetUtcNow():HH:mm:ss} past due {timer.IsPastDue}");
            await run();
        }
    }

    public sealed class StartupFunction(TimeProvider time, ConcurrentQueue<string> runs)
    {
        [Function("Tick")]
        public void Run([TimerTrigger("%TEST_SCHEDULE%", RunOnStartup = true)] TimerInfo timer) =>
            runs.Enqueue($"{time.GetUtcNow():HH:mm:ss} past due {timer.IsPastDue}");
    }
}
