using System.Diagnostics;
using System.Globalization;
using System.Text;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Tests.Support;

namespace LaunchAgent.Bench;

/// <summary>How soon launches go on after host and worker were killed, with the locks and settings as delivered.</summary>
internal static class RecoveryMeasurements
{
    /// <summary>What the section begins with.</summary>
    public const string Heading = "## After kill -9\n";

    private const int Kills = 10;
    private const int Launches = 20;
    private const int Seed = 20261201;

    // Launches end about five a second: in this time some have, most have not.
    private static readonly TimeSpan KilledWithin = TimeSpan.FromSeconds(4);

    /// <summary>The section of the page.</summary>
    public static async Task<string> SectionAsync()
    {
        var text = new StringBuilder()
            .Append(Heading)
            .Append($"\n{Launches} launches were recorded; at a random instant within {KilledWithin.TotalSeconds:0} s of that, host and worker were killed and started again. Seconds from that start on, which\n")
            .Append("takes some itself. A message whose intake had not committed would wait for its lock of ten minutes; there is none here.\n\n")
            .Append(CultureInfo.InvariantCulture, $"Measured by `bench/run recovery --write` on {Environment.ProcessorCount} cores (load before: {Page.Load()}). Commit: `{Page.Git()}`. Day: {DateTime.UtcNow:yyyy-MM-dd}.\n\n")
            .Append("| Kill | After | Ended before | Half ended by | Last ended by | Ran once |\n|---|---|---|---|---|---|\n");
        var random = new Random(Seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var line = await LineAsync(kill, KilledWithin * random.NextDouble());
            await Console.Error.WriteAsync(line);
            text.Append(line);
        }

        return text.ToString();
    }

    private static async Task<string> LineAsync(int kill, TimeSpan after)
    {
        await using var app = await BenchApp.StartAsync(settled: false);
        for (var number = 0; number < Launches; number++)
            await app.SendAsync($"kill-{number}");
        await app.RecordedAsync(Launches);
        await Task.Delay(after);
        var before = await app.KillAsync();
        var watch = Stopwatch.StartNew();
        var restart = app.RestartAsync();
        var ended = new List<double>();
        while (ended.Count < Launches - before)
        {
            var count = await app.CountEndedAsync();
            while (ended.Count < count - before)
                ended.Add(watch.Elapsed.TotalSeconds);
            if (watch.Elapsed > TimeSpan.FromMinutes(12))
                throw new TimeoutException($"{Launches - count} launches have not ended.");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        await restart;
        var rows = await app.EndedAsync(Launches);
        var once = rows.Count(row => row.State == LaunchState.Finished && row.Attempt == 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {kill} | {after.TotalSeconds:0.0} s | {before} | {ended.ElementAtOrDefault((ended.Count - 1) / 2):0.0} s | {ended.LastOrDefault():0.0} s | {once} of {Launches} |\n");
    }
}
