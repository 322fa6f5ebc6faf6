using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using LaunchAgent.Functions.Storage;
using LaunchAgent.Tests.Integration.Azurite;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Bench;

/// <summary>What a claim costs, and whether it costs more the more launches wait.</summary>
internal static class ClaimMeasurements
{
    /// <summary>What the section begins with.</summary>
    public const string Heading = "## Claims\n";

    // Three transactions, at every depth.
    private const int ClaimsOfADispatch = 99;
    private const int Rounds = 15;
    private const int OnAzurite = 300;

    /// <summary>The section of the page.</summary>
    public static async Task<string> SectionAsync()
    {
        var text = new StringBuilder()
            .Append(Heading)
            .Append($"\nOne dispatcher and one queue, in which so many launches wait at every dispatch; each dispatch claims {ClaimsOfADispatch} (on Azurite all {OnAzurite} in the\n")
            .Append("last line), which the queue's limit allows. With caps, `max_jobs` and the executor's capacity are limited to more than that. Medians of ")
            .Append(CultureInfo.InvariantCulture, $"{Rounds} dispatches.\nMeasured by `bench/run claims --write` on {Environment.ProcessorCount} cores, load before: {Page.Load()}. Commit: `{Page.Git()}`. Day: {DateTime.UtcNow:yyyy-MM-dd}.\n\n")
            .Append("| Storage | Waiting | Caps | Calls a claim | Claims a second |\n|---|---|---|---|---|\n");
        foreach (var isCapped in new[] { false, true })
        {
            // In turn, so that what else the machine does meets all depths alike.
            foreach (var waiting in new[] { 100, 10_000, 100_000 })
                text.Append(await LineAsync("in memory", Memory(), waiting, ClaimsOfADispatch, isCapped));
        }

        foreach (var isCapped in new[] { false, true })
        {
            foreach (var waiting in new[] { 100, 10_000 })
                text.Append(await LineAsync("Azurite", Azurite(), waiting, ClaimsOfADispatch, isCapped));
        }

        text.Append(await LineAsync("Azurite", Azurite(), OnAzurite, limit: -1, isCapped: false));
        return text.ToString();
    }

    private static async Task<string> LineAsync(string storage, LaunchTables tables, int waiting, int limit, bool isCapped)
    {
        using var bench = new ClaimBench(tables, isCapped);
        var measured = await bench.MeasureAsync(waiting, limit, Rounds);
        var calls = Median(measured.Select(dispatch => (double)dispatch.Calls / dispatch.Claims));
        var rate = Median(measured.Select(dispatch => dispatch.Claims / dispatch.Time.TotalSeconds));
        var line = string.Create(
            CultureInfo.InvariantCulture, $"| {storage} | {waiting:N0} | {(isCapped ? "two" : "none")} | {calls:0.00} | {rate:N0} |\n");
        await Console.Error.WriteAsync(line);
        return line;
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
            Table(LaunchTables.LaunchesName), Table(LaunchTables.CapsName), Table(LaunchTables.SweepsName), Table(LaunchTables.DirectoryName));
    }
}
