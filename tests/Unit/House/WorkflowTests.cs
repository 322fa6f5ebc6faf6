using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>.github/workflows/ci.yml, which runs where the full package registries are: as far as text can tell.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string Text = Repository.Read(".github/workflows/ci.yml");

    private static readonly Dictionary<string, object> Workflow =
        new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, object>>(Text);

    [Fact]
    public void Jobs_AreTheSix() => Assert.Equal(["audit", "bicep", "core-tools", "format", "release", "test"], Jobs().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Jobs_Each_RunSomewhereWithADeadline() =>
        Assert.All(Jobs().Values, job => Assert.Subset(job.Keys.ToHashSet(), new HashSet<string> { "runs-on", "timeout-minutes", "steps" }));

    [Fact]
    public void Steps_Each_UseOneActionOrRunOneScript() => Assert.All(Steps(), step => Assert.NotEqual(step.ContainsKey("uses"), step.ContainsKey("run")));

    // A tag can be moved to other code; a commit cannot.
    [Fact]
    public void Actions_ArePinnedToCommitsAndSayWhichVersionThatIs()
    {
        Assert.NotEmpty(Uses().Matches(Text));
        Assert.All(Uses().Matches(Text), use => Assert.Matches(@"^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", use.Groups[1].Value.TrimEnd()));
        Assert.Single(Uses().Matches(Text).Select(use => use.Groups[1].Value).Where(use => use.StartsWith("actions/checkout", StringComparison.Ordinal)).Distinct());
    }

    [Fact]
    public void Permissions_AreToReadOnly() => Assert.Equal("read", ((IDictionary<object, object>)Workflow["permissions"])["contents"]);

    [Fact]
    public void Scripts_OfTheRepository_Exist()
    {
        var scripts = Script().Matches(Text).Select(match => match.Groups[1].Value).Distinct().ToArray();

        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.True(File.Exists(Path.Combine(Repository.Root, script)), script));
    }

    private static Dictionary<string, Dictionary<string, object>> Jobs() => ((IDictionary<object, object>)Workflow["jobs"])
        .ToDictionary(job => (string)job.Key, job => ((IDictionary<object, object>)job.Value).ToDictionary(entry => (string)entry.Key, entry => entry.Value));

    private static IEnumerable<IDictionary<object, object>> Steps() => Jobs().Values.SelectMany(job => (IList<object>)job["steps"]).Cast<IDictionary<object, object>>();

    [GeneratedRegex(@"uses: ([^\n]+)")]
    private static partial Regex Uses();

    [GeneratedRegex(@"run: (?:\./)?((?:\.ci/)?[\w-]+)$", RegexOptions.Multiline)]
    private static partial Regex Script();
}
