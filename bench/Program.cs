using LaunchAgent.Bench;
using LaunchAgent.Tests.Support;

var file = Path.Combine(AzuriteServer.RepositoryRoot(), "docs/performance.md");
var page = args.Contains("claims") ? await KeptAsync() : await HostAsync();
page = $"{page.TrimEnd()}\n\n{await ClaimMeasurements.SectionAsync()}";
await Console.Out.WriteAsync(page);
if (args.Contains("--write"))
    await File.WriteAllTextAsync(file, page);

// What was measured of the host before.
async Task<string> KeptAsync() => (await File.ReadAllTextAsync(file)).Split(ClaimMeasurements.Heading)[0];

static async Task<string> HostAsync()
{
    var burst = await Measurements.BurstAsync();
    await Console.Error.WriteLineAsync($"burst: {CallTable.Totals(burst.Calls, Measurements.Burst)}; {burst.Duration.TotalSeconds:0.0} s; {burst.Used}");
    var one = await Measurements.OneLaunchThenIdleAsync();
    await Console.Error.WriteLineAsync($"one launch: {CallTable.Totals(one.Launch, 1)}");
    var batch = await Measurements.BatchAsync();
    await Console.Error.WriteLineAsync($"batch: {batch.TotalSeconds:0.0} s");
    return Page.Write(one, burst, await Measurements.StartsAsync(), batch);
}
