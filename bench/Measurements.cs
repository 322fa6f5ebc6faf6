using System.Diagnostics;
using System.Net.Http.Json;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Tests.Support;

namespace LaunchAgent.Bench;

/// <summary>What is measured, each on an app that did nothing before.</summary>
internal static class Measurements
{
    public const int Burst = 200;
    public const int Starts = 100;

    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1.5);

    /// <summary>The calls of one launch on an idle host, those of the idle time after it, and the memory when it was up.</summary>
    public static async Task<(IReadOnlyList<StorageCall> Launch, IReadOnlyList<StorageCall> Idle, ProcessTimes Ready)> OneLaunchThenIdleAsync()
    {
        await using var app = await BenchApp.StartAsync();
        var ready = app.Processes;
        await app.SendAsync("one");
        await app.EndedAsync(1);
        await app.SettleAsync();
        var launch = app.Calls;
        app.Forget();
        await Task.Delay(IdleTime);
        return (launch, app.Calls, ready);
    }

    /// <summary>The calls of many launches that were sent at once, how long they took from the first message to the last end, and what the processes used.</summary>
    public static async Task<(IReadOnlyList<StorageCall> Calls, TimeSpan Duration, ProcessTimes Used)> BurstAsync()
    {
        await using var app = await BenchApp.StartAsync();
        var before = app.Processes;
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Burst, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) => await app.SendAsync($"burst-{number}"));
        await app.EndedAsync(Burst);
        var duration = watch.Elapsed;
        var used = app.Processes.Since(before);
        await app.SettleAsync();
        return (app.Calls, duration, used);
    }

    /// <summary>From the sending of a message, or of a POST, to the start of its command, on an idle host, in order of length.</summary>
    public static async Task<(IReadOnlyList<TimeSpan> Messages, IReadOnlyList<TimeSpan> Posts)> StartsAsync()
    {
        await using var app = await BenchApp.StartAsync();
        var messages = await StartsAsync(app, "message", 0, app.SendAsync);
        var posts = await StartsAsync(app, "post", Starts, async name =>
            (await app.Http.PostAsJsonAsync("launches", new { name, command = new[] { "true" } })).EnsureSuccessStatusCode());
        return (messages, posts);
    }

    /// <summary>How long a POST of 500 launches takes to be answered.</summary>
    public static async Task<TimeSpan> BatchAsync()
    {
        await using var app = await BenchApp.StartAsync(settled: false);
        var watch = Stopwatch.StartNew();
        var items = Enumerable.Range(0, LaunchBatch.MostItems).Select(number => new { name = $"item-{number}", command = new[] { "true" } });
        (await app.Http.PostAsJsonAsync("launches", new { items })).EnsureSuccessStatusCode();
        return watch.Elapsed;
    }

    private static async Task<IReadOnlyList<TimeSpan>> StartsAsync(BenchApp app, string kind, int endedBefore, Func<string, Task> sendAsync)
    {
        var delays = new List<TimeSpan>();
        for (var number = 1; number <= Starts; number++)
        {
            var sentAt = DateTimeOffset.UtcNow;
            await sendAsync($"{kind}-{number}");
            var launches = await app.EndedAsync(endedBefore + number);
            delays.Add(launches.Single(launch => launch.Name == $"{kind}-{number}").StartedAt!.Value - sentAt);
            await Task.Delay(Rest);
        }

        return [.. delays.Order()];
    }
}
