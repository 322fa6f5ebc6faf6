using Azure.Data.Tables;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>Two agents over one storage account: task hubs and queues of wake-ups of their own, one machine and one root folder.</summary>
public sealed class TwoHostsTests
{
    private const int Launches = 8;
    private const int Limit = 3;

    private static readonly (string, string)[] Settings = [("LAUNCH_AGENT_SILENCE_SECONDS", "6"), ("LAUNCH_HEARTBEAT_SCHEDULE", "*/2 * * * * *"), ("LAUNCH_AGENT_MAX_JOBS", "2")];

    [Fact]
    public async Task Run_OneHostIsKilledForGood_TheOtherFinishesItsLaunchesUnderTheLimit()
    {
        await using var lasting = await AppProcess.StartedAsync(Settings);
        await using var doomed = await lasting.StartBesideAsync("doomed", Settings);
        await SetLimitAsync(lasting);

        for (var number = 0; number < Launches; number++)
            await lasting.SendCommandAsync($"launch-{number}", "sh", "-c", $"echo start {number} >> marks; sleep 2; echo end {number} >> marks");
        await lasting.UntilAsync("a command of the doomed host runs", async () =>
            (await RowsAsync(lasting, RowKeys.Slots)).Select(SlotRow.From).FirstOrDefault(slot => slot is { Agent: "doomed", PlacedOn: not null }));
        await doomed.KillAsync();

        await lasting.UntilAsync("all launches finish", async () =>
        {
            var states = (await RowsAsync(lasting, RowKeys.Launches)).Select(row => row.GetString("state")).ToArray();
            return states.Length == Launches && states.All(state => state == "finished") ? states : null;
        });
        await lasting.UntilAsync("nothing is left", async () => await LeftOverAsync(lasting) is [] ? "yes" : null);

        var marks = await File.ReadAllLinesAsync(Path.Combine(lasting.Folder, "marks"));
        Assert.Equal(
            Enumerable.Range(0, Launches).SelectMany(number => new[] { $"end {number}", $"start {number}" }).Order(StringComparer.Ordinal),
            marks.Order(StringComparer.Ordinal));
        Assert.InRange(MostAtOnce(marks), 1, Limit);
    }

    // The marks are appended in the order in which they happen.
    private static int MostAtOnce(IEnumerable<string> marks)
    {
        var (running, most) = (0, 0);
        foreach (var mark in marks)
            most = Math.Max(most, running += mark.StartsWith("start", StringComparison.Ordinal) ? 1 : -1);
        return most;
    }

    private static async Task SetLimitAsync(AppProcess app)
    {
        var row = Assert.Single(await RowsAsync(app, RowKeys.Header), row => row.GetString("queue") == "default");
        var header = QueueHeader.From(row);
        var limited = header with { Config = header.Config with { MaxConcurrency = Limit } };
        await new TableClient(app.Connection, LaunchTables.LaunchesName).UpdateEntityAsync(limited.ToEntity(), row.ETag, TableUpdateMode.Replace);
    }

    private static async Task<IReadOnlyList<string>> LeftOverAsync(AppProcess app)
    {
        var left = new List<string>();
        foreach (var kind in new[] { RowKeys.Slots, RowKeys.DueRows, RowKeys.FutureRows, RowKeys.OutboxRows })
            left.AddRange((await RowsAsync(app, kind)).Select(row => row.RowKey));
        left.AddRange((await RowsAsync(app, LimitKeys.Claims, LaunchTables.LimitsName)).Select(row => row.RowKey));
        return left;
    }

    private static async Task<List<TableEntity>> RowsAsync(AppProcess app, string kind, string table = LaunchTables.LaunchesName)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in new TableClient(app.Connection, table).QueryAsync<TableEntity>())
        {
            if (row.RowKey.StartsWith(kind, StringComparison.Ordinal))
                rows.Add(row);
        }

        return rows;
    }
}
