using System.Text.Json;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Tests.Integration.House;

/// <summary><c>./run</c> as a newcomer uses it, once from its start to Ctrl-C.</summary>
[Collection(RunBuilds.Name)]
public sealed class RunTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Kill = 9;

    private readonly string _data = Directory.CreateTempSubdirectory("launch-run-data-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Run_Kept_EndsTheSamplesAsExpected_SurvivesAKilledHostAndWorker_AndLeavesNoProcess()
    {
        var root = AzuriteServer.RepositoryRoot();
        using var run = new RunCommand(Path.Combine(root, "run"), ["--keep", "--data", _data]);
        await run.SaysAsync("Ctrl-C stops everything");

        Assert.Contains("All 4 samples ended as they should", run.Output, StringComparison.Ordinal);
        Assert.Contains("fails-once: finished, 2 attempts", run.Output, StringComparison.Ordinal);
        Assert.Contains("/comand: There is no field comand here. Did you mean command?", run.Output, StringComparison.Ordinal);

        foreach (var line in run.Output.Split('\n').Where(line => line.StartsWith("  node tools/run/send.mjs", StringComparison.Ordinal)))
        {
            using var copied = new RunCommand("bash", ["-c", $"cd '{root}'; {line}"]);
            Assert.Equal(0, await copied.EndedAsync());
            Assert.StartsWith("message ", copied.Output, StringComparison.Ordinal);
        }

        using var second = new RunCommand(Path.Combine(root, "run"), ["--data", _data]);
        Assert.Equal(2, await second.EndedAsync());
        Assert.Contains("is in use by the ./run with process id", second.Output, StringComparison.Ordinal);

        using var proof = new RunCommand(Path.Combine(root, "samples/crash-proof"), [_data]);
        var proven = await proof.EndedAsync();
        Assert.True(proven == 0, proof.Output + run.Output);
        Assert.EndsWith("Started once, finished.", proof.Output.TrimEnd(), StringComparison.Ordinal);

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_data, "run.json")));
        _ = Native.SendSignal(json.RootElement.GetProperty("worker_pid").GetInt32(), Kill);
        await run.SaysAsync("The app's worker ended; another one is up");

        run.Signal(Interrupt);
        Assert.Equal(0, await run.EndedAsync());
        Assert.Empty(RunCommand.ProcessesOf(_data));
    }
}
