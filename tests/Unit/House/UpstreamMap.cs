using System.Reflection;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>The map from tests of other projects to those of this one (docs/reference/testing.md), and what can be wrong with it.</summary>
internal static partial class UpstreamMap
{
    public const string Path = "tests/upstream.tsv";

    private const string Tests = "LaunchAgent.Tests.";

    private static readonly string[] Assemblies = ["Unit.", "Integration."];

    public static IReadOnlyList<UpstreamRow> Read() => Parse(Repository.Read(Path));

    // The first line names the columns.
    public static IReadOnlyList<UpstreamRow> Parse(string text) =>
    [
        .. text.TrimEnd('\n').Split('\n').Index().Skip(1).Select(line => line.Item.Split('\t') is [var project, var test, var here, var note]
            ? new UpstreamRow(line.Index + 1, project, test, here, note)
            : new UpstreamRow(line.Index + 1, "", line.Item, "", "")),
    ];

    /// <summary>The rows of docs/reference/differences.md that can be named.</summary>
    public static IReadOnlySet<string> Anchors(string page) => Anchor().Matches(page).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>What is wrong with the rows, whatever tests there are.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<UpstreamRow> rows, IReadOnlySet<string> anchors) =>
    [
        .. rows.SelectMany(row => ProblemsOf(row, anchors).Select(problem => $"{Path}:{row.Line}: {problem}")),
        .. rows.CountBy(row => (row.Project, row.Test)).Where(count => count.Value > 1).Select(count => $"{count.Key.Test} of {count.Key.Project} is there {count.Value} times."),
    ];

    /// <summary>What is wrong with the tests that the rows name in an assembly: missing, no test, or not run by default.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<UpstreamRow> rows, Assembly assembly)
    {
        var prefix = assembly.GetName().Name![Tests.Length..] + ".";
        return
        [
            .. from row in rows
               from test in row.Tests
               where test.StartsWith(prefix, StringComparison.Ordinal)
               let problem = ProblemOf(test, assembly)
               where problem is not null
               select $"{Path}:{row.Line}: {test} {problem}",
        ];
    }

    private static IEnumerable<string> ProblemsOf(UpstreamRow row, IReadOnlySet<string> anchors)
    {
        if (row.Project.Length == 0)
            yield return "A line has four columns with tabs between.";
        else if (!Version().IsMatch(row.Project) || !Name().IsMatch(row.Test))
            yield return $"'{row.Project}' or '{row.Test}' is not written as project@version and file.py::test.";
        if (row.Anchor is { } anchor && !anchors.Contains(anchor))
            yield return $"docs/reference/differences.md has no row <a id=\"{anchor}\">.";
        if (row.Kind != UpstreamKind.Told && string.IsNullOrWhiteSpace(row.Note))
            yield return "Say in a few words why no test here holds it.";
        foreach (var test in row.Tests.Where(test => !Assemblies.Any(assembly => test.StartsWith(assembly, StringComparison.Ordinal))))
            yield return $"'{test}' is neither a test nor a difference nor for later.";
    }

    private static string? ProblemOf(string test, Assembly assembly)
    {
        var dot = test.LastIndexOf('.');
        var method = assembly.GetType(Tests + test[..dot])?.GetMethods().SingleOrDefault(method => method.Name == test[(dot + 1)..]);
        if (method is null)
            return "does not exist.";

        var fact = method.GetCustomAttribute<FactAttribute>();
        if (fact is null)
            return "is no test.";
        // Attributes of one's own decide by the machine whether a test runs.
        if (fact.GetType() != typeof(FactAttribute) && fact.GetType() != typeof(TheoryAttribute))
            return $"runs under a condition ({fact.GetType().Name}).";
        return fact.Skip is not null || method.GetCustomAttributes<DataAttribute>().Any(data => data.Skip is not null) ? "is skipped." : null;
    }

    [GeneratedRegex("^[a-z-]+@[0-9.]+$")]
    private static partial Regex Version();

    [GeneratedRegex(@"^[\w/]+\.py(::Test\w+)?::test_\w+$")]
    private static partial Regex Name();

    [GeneratedRegex("<a id=\"([a-z0-9-]+)\">")]
    private static partial Regex Anchor();
}
