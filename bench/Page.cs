using System.Diagnostics;
using System.Globalization;
using System.Text;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Tests.Support;

namespace LaunchAgent.Bench;

/// <summary>The page docs/operations/performance.md.</summary>
internal static class Page
{
    public static string Write(
        (IReadOnlyList<StorageCall> Launch, IReadOnlyList<StorageCall> Idle, ProcessTimes Ready) one,
        (IReadOnlyList<StorageCall> Calls, TimeSpan Duration, ProcessTimes Used) burst,
        (IReadOnlyList<TimeSpan> Messages, IReadOnlyList<TimeSpan> Posts) starts,
        TimeSpan batch)
    {
        var perHour = Measurements.IdleTime / TimeSpan.FromHours(1);
        var used = burst.Used;
        var page = new StringBuilder()
            .Append("# Performance\n\n")
            .Append("Measured by `bench/run --write`, on the local host over Azurite with the settings as delivered: nothing here says how fast Azure is. The numbers of\n")
            .Append("calls are exact; the times are those of one small machine that also runs Azurite and all commands, and vary.\n")
            .Append("`app` are the calls of the worker, which is this app, its own timers included; `durable` those of the Durable extension, `listener` what it takes to\n")
            .Append("poll and delete queue messages, `timers` the locks and the status of the timers, `host` the rest of the host.\n\n")
            .Append(CultureInfo.InvariantCulture, $"Machine: {Environment.ProcessorCount} cores, shared with other work (load before: {Load()}). Commit: `{Git()}`. Day: {DateTime.UtcNow:yyyy-MM-dd}.\n\n")
            .Append("| What | Measured |\n|---|---|\n")
            .Append($"| Calls of one launch on an idle host, those of the idle time beside it included | {CallTable.Totals(one.Launch, 1)} |\n")
            .Append($"| Calls of one launch in a burst of {Measurements.Burst} | {CallTable.Totals(burst.Calls, Measurements.Burst)} |\n")
            .Append($"| Launches a second in that burst | {CallTable.Number(Measurements.Burst / burst.Duration.TotalSeconds)} |\n")
            .Append(CultureInfo.InvariantCulture, $"| Processor seconds of that burst ({burst.Duration.TotalSeconds:0.0} s) | host {used.Host:0.0}, worker {used.Worker:0.0}, shims and commands {used.Attempts:0.0}, Azurite {used.Azurite:0.0} |\n")
            .Append($"| Memory of host and worker, ready; after the burst | {one.Ready.HostMegabytes} + {one.Ready.WorkerMegabytes} MB; {used.HostMegabytes} + {used.WorkerMegabytes} MB |\n")
            .Append($"| Message to start of the command, idle host, {Measurements.Starts} times | {Spread(starts.Messages)} |\n")
            .Append($"| POST to start of the command, idle host, {Measurements.Starts} times | {Spread(starts.Posts)} |\n")
            .Append($"| POST of {LaunchBatch.MostItems} launches to its answer | {Seconds(batch)} |\n")
            .Append($"| Calls an idle hour, from {Measurements.IdleTime.TotalMinutes:0} minutes | {CallTable.Totals(one.Idle, perHour)} |\n\n")
            .Append("## One launch on an idle host\n\n").Append(CallTable.Rows(one.Launch, 1))
            .Append($"\n## A burst of {Measurements.Burst}, for each launch\n\n").Append(CallTable.Rows(burst.Calls, Measurements.Burst))
            .Append("\n## An idle hour\n\n").Append(CallTable.Rows(one.Idle, perHour));
        return page.ToString();
    }

    private static string Spread(IReadOnlyList<TimeSpan> sorted) => $"median {Seconds(sorted[sorted.Count / 2])}, worst {Seconds(sorted[^1])}";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";

    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    public static string Git()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=12"])
        {
            WorkingDirectory = AzuriteServer.RepositoryRoot(),
            RedirectStandardOutput = true,
        })!;
        return git.StandardOutput.ReadToEnd().Trim();
    }
}
