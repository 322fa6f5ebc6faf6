using LaunchAgent.Bench;
using LaunchAgent.Tests.Support;

var file = Path.Combine(AzuriteServer.RepositoryRoot(), "docs/operations/performance.md");
var kept = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
(string Name, string Heading, Func<Task<string>> MeasureAsync)[] sections =
[
    ("host", "# Performance\n", HostAsync),
    ("recovery", RecoveryMeasurements.Heading, RecoveryMeasurements.SectionAsync),
    ("claims", ClaimMeasurements.Heading, ClaimMeasurements.SectionAsync),
];
var asked = args.Where(argument => argument != "--write").ToHashSet(StringComparer.Ordinal);
if (asked.FirstOrDefault(name => sections.All(section => section.Name != name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"bench/run measures host, recovery, claims, or all of them; there is no '{unknown}'.");
    return 2;
}

var page = new List<string>();
foreach (var (name, heading, measureAsync) in sections)
    page.Add((asked.Count == 0 || asked.Contains(name) ? await measureAsync() : Kept(heading)).TrimEnd());
var text = string.Join("\n\n", page.Where(section => section.Length > 0)) + "\n";
await Console.Out.WriteAsync(text);
if (args.Contains("--write"))
    await File.WriteAllTextAsync(file, text);
return 0;

// What was measured of a section before: from its heading to the next section's.
string Kept(string heading)
{
    var start = kept.IndexOf(heading, StringComparison.Ordinal);
    if (start < 0)
        return "";
    var end = sections.Select(section => kept.IndexOf($"\n{section.Heading}", start + 1, StringComparison.Ordinal)).Where(next => next > start).DefaultIfEmpty(kept.Length).Min();
    return kept[start..end];
}

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
