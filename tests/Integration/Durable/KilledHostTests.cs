using Azure.Data.Tables;
using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Durable.Storage;
using LaunchAgent.Contracts;
using LaunchAgent.Tests.Integration.EndToEnd;
using Microsoft.DurableTask.Client;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>The engine in a real process that gets a real SIGKILL at one of its own writes.</summary>
public sealed class KilledHostTests
{
    // A launch makes these writes: the table, the start, StartAttempt's end, a signal, DecideNext's end.
    [Theory]
    [InlineData("kill_after", 2)]
    [InlineData("kill_before", 3)]
    [InlineData("kill_after", 4)]
    [InlineData("kill_before", 5)]
    public async Task A_killed_host_finishes_the_launch_after_its_restart(string action, int call)
    {
        await using var app = await AppProcess.StartedAsync(
            ("EMULATOR_FAULTS", $$"""{"action":"{{action}}","call":{{call}},"only_scopes":["durable"]}"""));
        await app.SendCommandAsync("survivor", "sh", "-c", "echo mark >> marks");
        await app.ExitedAsync();

        await app.StartAsync();

        var launch = await app.EndOfAsync("survivor");
        Assert.Equal(LaunchState.Finished, launch.State);
        Assert.Single(launch.Attempts);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(app.Folder, "marks")));
        var events = await app.UntilAsync("the orchestration ends", () => HistoryIfEndedAsync(app));
        Assert.Equal([0, 1], events.OfType<HistoryEvent.TaskScheduled>().Select(e => e.TaskId));
        Assert.Equal([0, 1], events.OfType<HistoryEvent.TaskCompleted>().Select(e => e.TaskId));
    }

    private static async Task<IReadOnlyList<HistoryEvent>?> HistoryIfEndedAsync(AppProcess app)
    {
        var tables = new TableServiceClient(app.Connection);
        var store = new InstanceStore(tables, "TestHub");
        await foreach (var row in tables.GetTableClient("TestHubInstances").QueryAsync<TableEntity>("RowKey eq 'instance'"))
        {
            var instance = InstanceRow.Read(row);
            if (!instance.IsFinished)
                return null;
            Assert.Equal(OrchestrationRuntimeStatus.Completed, instance.Status);
            return [.. (await store.ReadHistoryAsync(instance, default)).SelectMany(b => b.Events)];
        }

        return null;
    }
}
