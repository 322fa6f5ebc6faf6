using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>Every test of the other projects that is mapped has its test here, its difference, or its place among what is to come.</summary>
public sealed partial class UpstreamMapTests
{
    private static readonly IReadOnlySet<string> Anchors = UpstreamMap.Anchors(Repository.Read("docs/reference/differences.md"));

    [Fact]
    public void Rows_AreWellFormedKnownAndThereOnce() => AssertNone(UpstreamMap.Problems(UpstreamMap.Read(), Anchors));

    [Fact]
    public void Tests_OfThisAssembly_ExistAndRun() => AssertNone(UpstreamMap.Problems(UpstreamMap.Read(), typeof(UpstreamMapTests).Assembly));

    // A row that was dropped by mistake, or a new one, shows here.
    [Fact]
    public void Page_HasTheCountsOfEachFile() => Assert.Equal(
        UpstreamMap.Read()
            .GroupBy(row => $"{row.Project} {row.File}")
            .Select(file => $"{file.Key} {string.Join(' ', Enum.GetValues<UpstreamKind>().Select(kind => file.Count(row => row.Kind == kind)))}")
            .Order(StringComparer.Ordinal),
        CountLine().Matches(Repository.Read("docs/reference/testing.md"))
            .Select(match => string.Join(' ', match.Groups.Values.Skip(1).Select(group => group.Value)))
            .Order(StringComparer.Ordinal));

    private static void AssertNone(IReadOnlyList<string> problems) => Assert.True(problems.Count == 0, string.Join('\n', problems));

    [GeneratedRegex(@"^\| ([a-z-]+@[0-9.]+) \| `([^`]+\.py)` \| (\d+) \| (\d+) \| (\d+) \|$", RegexOptions.Multiline)]
    private static partial Regex CountLine();
}
