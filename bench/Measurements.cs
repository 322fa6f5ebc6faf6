using System.Diagnostics;

namespace LaunchAgent.Bench;

/// <summary>What is measured, each on a host that did nothing before.</summary>
internal static class Measurements
{
    public const int Burst = 200;
    public const int Starts = 30;

    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(2);

    /// <summary>The calls of one launch on an idle host, and those of the idle time after it.</summary>
    public static async Task<(IReadOnlyList<Call> Launch, IReadOnlyList<Call> Idle)> OneLaunchThenIdleAsync()
    {
        await using var app = await BenchApp.StartAsync();
        var before = Call.Count(app.CallLog);
        await app.SendAsync("one");
        await app.EndedAsync(1);
        await app.SettleAsync();
        var after = Call.Count(app.CallLog);
        await Task.Delay(IdleTime);
        var end = Call.Count(app.CallLog);
        var calls = Call.Read(app.CallLog, before);
        return ([.. calls.Take(after - before)], [.. calls.Skip(after - before).Take(end - after)]);
    }

    /// <summary>The calls of many launches that were sent at once, and how long they took from the first message to the last end.</summary>
    public static async Task<(IReadOnlyList<Call> Calls, TimeSpan Duration)> BurstAsync()
    {
        await using var app = await BenchApp.StartAsync();
        var before = Call.Count(app.CallLog);
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Burst, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) => await app.SendAsync($"burst-{number}"));
        await app.EndedAsync(Burst);
        var duration = watch.Elapsed;
        await app.SettleAsync();
        return (Call.Read(app.CallLog, before), duration);
    }

    /// <summary>From the sending of a message to the start of its command, on an idle host, in order of length.</summary>
    public static async Task<IReadOnlyList<TimeSpan>> StartsAsync()
    {
        await using var app = await BenchApp.StartAsync();
        var delays = new List<TimeSpan>();
        for (var number = 1; number <= Starts; number++)
        {
            var sentAt = DateTimeOffset.UtcNow;
            await app.SendAsync($"start-{number}");
            var launches = await app.EndedAsync(number);
            delays.Add(launches.Single(launch => launch.Name == $"start-{number}").StartedAt!.Value - sentAt);
            // The chain of looks has ended, and polls are as rare as they get.
            await Task.Delay(TimeSpan.FromSeconds(3));
        }

        return [.. delays.Order()];
    }
}
