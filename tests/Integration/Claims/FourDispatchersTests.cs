using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using LaunchAgent.Core;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;

namespace LaunchAgent.Tests.Integration.Claims;

/// <summary>
/// Four processes of one agent dispatch the same queue at once, over one real storage. They are the app's parts that claim, without a Functions
/// host and its task hub, whose work would take most of the time: each runs by itself what it claimed.
/// </summary>
public sealed class FourDispatchersTests
{
    private const string CountFlag = "LAUNCH_DISPATCHERS_LAUNCHES";
    private const string Queue = "shared";
    private const int Processes = 4;
    private const int Limit = 7;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Dispatch_FourProcessesAndALimitOfSeven_NeverEightAndAllRunOnce()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable(CountFlag), CultureInfo.InvariantCulture, out var asked) ? asked : 300;
        var folder = Directory.CreateTempSubdirectory("launch-dispatchers-").FullName;
        var connection = AzuriteServer.NewAccount();
        var launches = new TableClient(connection, LaunchTables.LaunchesName);
        foreach (var table in new[] { LaunchTables.LaunchesName, LaunchTables.LimitsName, LaunchTables.SweepsName, LaunchTables.DirectoryName })
            await new TableClient(connection, table).CreateIfNotExistsAsync();
        var header = new QueueHeader(Queue, new QueueConfig { Executor = ExecutorCatalog.Process, MaxConcurrency = Limit }, 1, Paused: false, Azure.ETag.All);
        await launches.AddEntityAsync(header.ToEntity());

        Process[] processes = [.. Enumerable.Range(0, Processes).Select(number => Start(connection, number, count / Processes, Marks(folder, number)))];
        var most = await SampleUntilAllEndedAsync(launches, count, processes);
        foreach (var process in processes)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(process.ExitCode == 0, await process.StandardError.ReadToEndAsync());
        }

        // As storage was seen while it happened.
        Assert.InRange(most, 1, Limit);
        // As the commands say.
        var marks = Enumerable.Range(0, Processes).SelectMany(number => File.ReadAllLines(Marks(folder, number)).Select(line => (Process: number, Fields: line.Split(' '))))
            .OrderBy(mark => long.Parse(mark.Fields[0], CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(MostAtOnce(marks.Select(mark => mark.Fields[1] == "start" ? 1 : -1)), 2, Limit);
        Assert.Equal(count, marks.Count(mark => mark.Fields[1] == "start"));
        Assert.Equal(count, marks.Select(mark => mark.Fields[2]).Distinct().Count());
        Assert.Equal(Processes, marks.Select(mark => mark.Process).Distinct().Count());
        // As history says: each was claimed once, and nothing is left.
        var rows = await RowsAsync(launches, RowKeys.Launches);
        Assert.All(rows.Select(LaunchRow.From), launch => Assert.Equal(1, launch.Claims));
        Assert.Empty(await RowsAsync(launches, RowKeys.Slots));
        Assert.Empty(await RowsAsync(launches, RowKeys.DueRows));
        Directory.Delete(folder, recursive: true);
    }

    private static string Marks(string folder, int number) => Path.Combine(folder, $"marks-{number}");

    private static Process Start(string connection, int number, int launches, string marks) => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList =
        {
            Path.Combine(AppContext.BaseDirectory, "LaunchAgent.Tests.Dispatcher.dll"), connection, Queue, $"{number}", $"{launches}", marks,
        },
        RedirectStandardInput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<int> SampleUntilAllEndedAsync(TableClient launches, int count, Process[] processes)
    {
        var most = 0;
        // Between two looks storage is left to those who claim.
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await pause.WaitForNextTickAsync())
        {
            var slots = (await RowsAsync(launches, RowKeys.Slots)).Count;
            most = Math.Max(most, slots);
            if (Array.Find(processes, process => process.HasExited) is { } dead)
                throw new InvalidOperationException(await dead.StandardError.ReadToEndAsync());
            if (slots == 0 && (await RowsAsync(launches, RowKeys.Launches)).Count(row => row.GetString("state") == "finished") == count)
                return most;
        }

        throw new TimeoutException($"{count} launches have not ended in {Patience}.");
    }

    private static int MostAtOnce(IEnumerable<int> changes)
    {
        var (running, most) = (0, 0);
        foreach (var change in changes)
            most = Math.Max(most, running += change);
        return most;
    }

    private static async Task<List<TableEntity>> RowsAsync(TableClient table, string kind)
    {
        var rows = new List<TableEntity>();
        var partition = LaunchId.PartitionOf(Queue);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {kind} and RowKey lt {RowRange.EndOf(kind)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter))
            rows.Add(row);
        return rows;
    }
}
