using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using LaunchAgent.Core;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Support;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Bench;

/// <summary>What a claim costs, and whether it costs more the more launches wait.</summary>
internal static class ClaimMeasurements
{
    /// <summary>What the section begins with.</summary>
    public const string Heading = "## Claims\n";

    // Three transactions, at every depth.
    private const int ClaimsOfADispatch = 99;
    private const int OnAzurite = 300;
    private const int RoundsOnAzurite = 9;
    private const int RoundsInMemory = 300;

    /// <summary>The section of the page.</summary>
    public static async Task<string> SectionAsync()
    {
        var text = new StringBuilder()
            .Append(Heading)
            .Append($"\nOne dispatcher and one queue, in which so many launches wait at every dispatch; each dispatch claims {ClaimsOfADispatch} (on Azurite all {OnAzurite} in the\n")
            .Append("last line), which the queue's limit allows. With caps, `max_jobs` and the executor's capacity are limited to more than that. The calls are exact, and the same on\n")
            .Append("Azure. Times are medians, of the depths in turn; on Azurite they say how Azurite finds a range of rows, which is by looking at all of them.\n")
            .Append("With caps the first hundred rows are looked at for each transaction; of 100 waiting, fewer are left for the second.\n\n")
            .Append(CultureInfo.InvariantCulture, $"Measured by `bench/run claims --write` on {Environment.ProcessorCount} cores (load before: {Page.Load()}). Commit: `{Page.Git()}`. Day: {DateTime.UtcNow:yyyy-MM-dd}.\n\n")
            .Append("| Storage | Waiting | Limits | Calls a claim | Claims a second |\n|---|---|---|---|---|\n");
        foreach (var isCapped in new[] { false, true })
            text.Append(await LinesAsync("in memory", Memory, [100, 10_000, 100_000], ClaimsOfADispatch, isCapped, RoundsInMemory));
        foreach (var isCapped in new[] { false, true })
            text.Append(await LinesAsync("Azurite", Azurite, [100, 10_000], ClaimsOfADispatch, isCapped, RoundsOnAzurite));
        text.Append(await LinesAsync("Azurite", Azurite, [OnAzurite], limit: -1, isCapped: false, RoundsOnAzurite));
        return text.ToString();
    }

    // The depths take turns, so that what else the machine does meets all of them alike.
    private static async Task<string> LinesAsync(string storage, Func<LaunchTables> tables, int[] depths, int limit, bool isCapped, int rounds)
    {
        ClaimBench[] benches = [.. depths.Select(_ => new ClaimBench(tables(), isCapped))];
        foreach (var (bench, waiting) in benches.Zip(depths))
            await bench.PrepareAsync(waiting, limit);
        var measured = benches.Select(_ => new List<(int Claims, int Calls, TimeSpan Time)>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < benches.Length; i++)
                measured[i].Add(await benches[i].DispatchAsync());
        }

        var lines = new StringBuilder();
        for (var i = 0; i < benches.Length; i++)
        {
            benches[i].Dispose();
            var calls = Median(measured[i].Select(dispatch => (double)dispatch.Calls / dispatch.Claims));
            var rate = Median(measured[i].Select(dispatch => dispatch.Claims / dispatch.Time.TotalSeconds));
            lines.Append(CultureInfo.InvariantCulture, $"| {storage} | {depths[i]:N0} | {(isCapped ? "two" : "none")} | {calls:0.00} | {rate:N0} |\n");
        }

        await Console.Error.WriteAsync(lines);
        return lines.ToString();
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static LaunchTables Memory() => new(new MemoryTable(), new MemoryTable(), new MemoryTable(), new MemoryTable());

    private static LaunchTables Azurite()
    {
        var connection = AzuriteServer.NewAccount();
        ITable Table(string name) => new AzureTable(new TableClient(connection, name));
        return new LaunchTables(
            Table(LaunchTables.LaunchesName), Table(LaunchTables.LimitsName), Table(LaunchTables.SweepsName), Table(LaunchTables.DirectoryName));
    }
}
