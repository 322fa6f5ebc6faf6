using LaunchAgent.Bench;
using LaunchAgent.Tests.Integration.Azurite;

var burst = await Measurements.BurstAsync();
await Console.Error.WriteLineAsync($"burst: {CallTable.Totals(burst.Calls, Measurements.Burst)}; {burst.Duration.TotalSeconds:0.0} s");
var one = await Measurements.OneLaunchThenIdleAsync();
await Console.Error.WriteLineAsync($"one launch: {CallTable.Totals(one.Launch, 1)}");
var starts = await Measurements.StartsAsync();

var page = Page.Write(one, burst, starts);
await Console.Out.WriteAsync(page);
if (args.Contains("--write"))
    await File.WriteAllTextAsync(Path.Combine(AzuriteServer.RepositoryRoot(), "docs/performance.md"), page);
