using System.Globalization;
using System.Text.Json;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Integration.Executors;

/// <summary>The training sample as the executor runs it: what it reports is measured, on rows it has not learnt from.</summary>
public sealed class TrainingSampleTests : IDisposable
{
    private readonly ExecutorBench _bench = new();
    private int _runs;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Spec_IsValid_AndNamesTheScript()
    {
        var parsed = LaunchSpecParser.Parse(await File.ReadAllTextAsync(Path.Combine(AzuriteServer.RepositoryRoot(), "samples/training.json")));

        Assert.Empty(parsed.Problems);
        Assert.Empty(parsed.Warnings);
        Assert.Equal(["node", "samples/training/train.mjs"], parsed.Spec!.Command);
    }

    [Fact]
    public async Task Value_IsTheShareOfHeldOutRowsThatArePredicted()
    {
        var predictions = $"{_bench.Marks}.csv";
        var value = await TrainAsync($$"""{"seed":5,"predictions_file":"{{predictions}}"}""");

        var data = (await File.ReadAllLinesAsync(Path.Combine(AzuriteServer.RepositoryRoot(), "samples/training/iris.csv")))[1..];
        var rows = (await File.ReadAllLinesAsync(predictions))[1..].Select(line => line.Split(',')).ToList();
        Assert.Equal(45, rows.Select(row => row[0]).Distinct().Count());
        Assert.Equal([15, 15, 15], rows.GroupBy(row => row[1]).Select(species => species.Count()));
        Assert.All(rows, row => Assert.EndsWith($",{row[1]}", data[int.Parse(row[0], CultureInfo.InvariantCulture)], StringComparison.Ordinal));
        Assert.Equal((double)rows.Count(row => row[1] == row[2]) / rows.Count, value, 12);
        Assert.InRange(value, 0.9, 1);
    }

    [Fact]
    public async Task Value_SameConfig_SameResult_ShowsProgressOfEveryEpoch()
    {
        var first = await TrainAsync("""{"seed":3,"epochs":10}""");
        var progress = (await _bench.OutputAsync($"k-{_runs}")).Select(line => line.Text).Where(text => text.StartsWith("epoch ", StringComparison.Ordinal));

        Assert.Equal(Enumerable.Range(1, 10).Select(epoch => $"epoch {epoch}/10"), progress.Select(text => string.Join(' ', text.Split(' ')[..2])));
        Assert.Equal(first, await TrainAsync("""{"seed":3,"epochs":10}"""));
    }

    [Fact]
    public async Task Value_LessTraining_IsWorse()
    {
        var untrained = await TrainAsync("""{"seed":1,"epochs":0}""");
        var little = await TrainAsync("""{"seed":1,"epochs":1,"lr":0.0005}""");
        var whole = await TrainAsync("""{"seed":1}""");

        Assert.Equal(1.0 / 3, untrained, 12);
        Assert.True(untrained < little && little < whole, $"{untrained} < {little} < {whole}");
    }

    [Fact]
    public async Task Value_ShuffledLabels_FallsToChance()
    {
        var values = new List<double>();
        for (var seed = 1; seed <= 6; seed++)
            values.Add(await TrainAsync($$"""{"seed":{{seed}},"shuffle_labels":true}"""));

        Assert.InRange(values.Average(), 0.15, 0.5);
    }

    [Fact]
    public async Task Config_Impossible_EndsTheJobWithEveryProblem()
    {
        var seen = await RunAsync("""{"lr":-1,"rate":2}""");

        Assert.Equal(2, seen);
        var said = await _bench.TextAsync($"k-{_runs}");
        Assert.Contains("rate is unknown", said, StringComparison.Ordinal);
        Assert.Contains("lr must be", said, StringComparison.Ordinal);
    }

    private async Task<double> TrainAsync(string config)
    {
        Assert.Equal(0, await RunAsync(config));
        using var result = JsonDocument.Parse((await _bench.Executor.ReadResultAsync($"k-{_runs}", default))!);
        return result.RootElement.GetProperty("value").GetDouble();
    }

    private async Task<int?> RunAsync(string config)
    {
        var request = _bench.Run(["node", "samples/training/train.mjs"], $"k-{++_runs}") with
        {
            WorkingDirectory = AzuriteServer.RepositoryRoot(),
            Environment = new Dictionary<string, string> { ["LAUNCH_CONFIG"] = config },
        };
        return (await _bench.RunToEndAsync(request)).ExitCode;
    }
}
