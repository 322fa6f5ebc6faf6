using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Tests.Integration.EndToEnd;

public sealed class LimitTests
{
    private static readonly (string, string)[] OneAtATime =
        [("LAUNCH_AGENT_MAX_JOBS", "1"), ("LAUNCH_PROCESS_CAPACITY", "1"), ("LAUNCH_CLAIM_SETTLE_SECONDS", "2")];

    [Fact]
    public async Task Message_AgentOfOneJobWhoseHostIsKilled_RunsOneAtATimeAndLeavesNoCap()
    {
        await using var app = await AppProcess.StartedAsync(OneAtATime);
        var mark = Path.Combine(app.Folder, "running");
        string[] names = ["one", "two", "three", "four"];
        foreach (var name in names)
            await app.SendCommandAsync(name, "sh", "-c", $"mkdir '{mark}' && sleep 0.3 && rmdir '{mark}'");

        await app.UntilAsync("one of them runs", () => Task.FromResult(Directory.Exists(mark) ? mark : null));
        await app.KillAsync();
        await app.StartAsync(OneAtATime);

        foreach (var name in names)
            Assert.Equal((LaunchState.Finished, 0), ((await app.EndOfAsync(name)).State, (await app.EndOfAsync(name)).ExitCode));
        await app.UntilAsync("every cap is given back", async () => await TakenAsync(app) == 0 ? "" : null);
    }

    private static async Task<int> TakenAsync(AppProcess app) =>
        await new TableClient(app.Connection, LaunchTables.LimitsName).QueryAsync<TableEntity>().CountAsync(row => row.RowKey != LimitKeys.Header);
}
