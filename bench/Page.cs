using System.Diagnostics;
using System.Globalization;
using System.Text;
using LaunchAgent.Tests.Integration.Azurite;

namespace LaunchAgent.Bench;

/// <summary>The page docs/performance.md.</summary>
internal static class Page
{
    public static string Write(
        (IReadOnlyList<Call> Launch, IReadOnlyList<Call> Idle) one, (IReadOnlyList<Call> Calls, TimeSpan Duration) burst, IReadOnlyList<TimeSpan> starts)
    {
        var perHour = Measurements.IdleTime / TimeSpan.FromHours(1);
        var page = new StringBuilder()
            .Append("# Performance\n\n")
            .Append("Measured by `bench/run --write`, on a host process over Azurite with the settings as delivered: nothing here says how fast Azure is. The numbers of\n")
            .Append("calls are exact, and the same on Azure; the times are those of one small machine that also runs Azurite and all commands, and vary.\n")
            .Append("`own` are the calls of this app's functions, `durable` those of the durable engine of the emulator (Microsoft's makes others), `listeners`\n")
            .Append("what it takes to poll three queues and to delete the messages that were handled, `timers` those that run whether there are launches or not. One shim\n")
            .Append("process is started for each command; on this machine that is most of the work of a burst.\n\n")
            .Append(CultureInfo.InvariantCulture, $"Machine: {Environment.ProcessorCount} cores, shared with other work (load before: {Load()}). Commit: `{Git()}`. Day: {DateTime.UtcNow:yyyy-MM-dd}.\n\n")
            .Append("| What | Measured |\n|---|---|\n")
            .Append($"| Calls of one launch on an idle host | {CallTable.Totals(one.Launch, 1)} |\n")
            .Append($"| Calls of one launch in a burst of {Measurements.Burst} | {CallTable.Totals(burst.Calls, Measurements.Burst)} |\n")
            .Append($"| Launches a second in that burst | {CallTable.Number(Measurements.Burst / burst.Duration.TotalSeconds)} |\n")
            .Append($"| Message to start of the command, idle host, {Measurements.Starts} times | median {Seconds(starts[starts.Count / 2])}, worst {Seconds(starts[^1])} |\n")
            .Append($"| Calls an idle hour, from {Measurements.IdleTime.TotalMinutes:0} minutes | {CallTable.Totals(one.Idle, perHour)} |\n\n")
            .Append("## One launch on an idle host\n\n").Append(CallTable.Rows(one.Launch, 1))
            .Append($"\n## A burst of {Measurements.Burst}, for each launch\n\n").Append(CallTable.Rows(burst.Calls, Measurements.Burst))
            .Append("\n## An idle hour\n\n").Append(CallTable.Rows(one.Idle, perHour));
        return page.ToString();
    }

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
