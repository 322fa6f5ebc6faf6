namespace LaunchAgent.Tests.Unit.House;

/// <summary>What the map of upstream tests is checked for is found.</summary>
public sealed class UpstreamCheckTests
{
    private const string Here = "Unit.House.UpstreamCheckTests.";

    private static readonly HashSet<string> Anchors = ["no-pools"];

    [Theory]
    [InlineData("p@1.0\ttests/a.py::test_a\tUnit.A.B.C\t")]
    [InlineData("p@1.0\ttests/a.py::TestA::test_a\tdifference:no-pools\twhy")]
    [InlineData("p@1.0\ttests/a.py::test_a\tdifference:no-pool\twhy", "no row <a id=\"no-pool\">")]
    [InlineData("p@1.0\ttests/a.py::test_a\tlater:sweeps\twhy", "no row <a id=\"sweeps\">")]
    [InlineData("p@1.0\ttests/a.py::test_a\tdifference:no-pools\t", "Say in a few words")]
    [InlineData("p@1.0\ttests/a.py::test_a\tdiference:no-pools\twhy", "neither a test nor")]
    [InlineData("p@1.0\ttests/a.py::test_a\t\twhy", "neither a test nor")]
    [InlineData("p\ttests/a.py::test_a\tUnit.A.B.C\t", "not written as")]
    [InlineData("p@1.0\ttests/a.py\tUnit.A.B.C\t", "not written as")]
    [InlineData("p@1.0 tests/a.py::test_a", "four columns", "neither a test nor")]
    [InlineData("p@1.0\ttests/a.py::test_a\tUnit.A.B.C\t\np@1.0\ttests/a.py::test_a\tUnit.A.B.D\t", "is there 2 times")]
    public void Rows_Bad_AreNamed(string lines, params string[] problems) =>
        Assert.Collection(UpstreamMap.Problems(Map(lines), Anchors), [.. problems.Select(problem => (Action<string>)(found => Assert.Contains(problem, found)))]);

    [Theory]
    [InlineData(Here + nameof(Rows_Bad_AreNamed))]
    [InlineData("Integration.House.Missing.Test")]
    [InlineData(Here + "Missing", "does not exist")]
    [InlineData("Unit.House.Missing.Test", "does not exist")]
    [InlineData(Here + nameof(ToString), "is no test")]
    [InlineData(Here + nameof(Rows_Bad_AreNamed) + " " + Here + "Missing", "does not exist")]
    [InlineData("Unit.House.UpstreamCheckTests+Samples.Skipped", "is skipped")]
    [InlineData("Unit.House.UpstreamCheckTests+Samples.OneCaseSkipped", "is skipped")]
    [InlineData("Unit.House.UpstreamCheckTests+Samples.SometimesRun", "runs under a condition")]
    public void Tests_MissingOrNotRun_AreNamed(string here, params string[] problems) => Assert.Collection(
        UpstreamMap.Problems(Map($"p@1.0\ttests/a.py::test_a\t{here}\t"), typeof(UpstreamCheckTests).Assembly),
        [.. problems.Select(problem => (Action<string>)(found => Assert.Contains(problem, found)))]);

    private static IReadOnlyList<UpstreamRow> Map(string lines) => UpstreamMap.Parse($"project\ttest\there\tnote\n{lines}\n");

    // The runner does not look for tests in a class that is not public; these must never be counted as skipped.
#pragma warning disable xUnit1000, CA1812, CA1822
    private sealed class Samples
    {
        [Fact(Skip = "a sample")]
        public void Skipped()
        {
        }

        [Theory]
        [InlineData(1)]
        [InlineData(2, Skip = "a sample")]
        public void OneCaseSkipped(int number) => Assert.True(number > 0);

        [SometimesFact]
        public void SometimesRun()
        {
        }
    }
#pragma warning restore xUnit1000, CA1812, CA1822

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SometimesFactAttribute : FactAttribute;
}
