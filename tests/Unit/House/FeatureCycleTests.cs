using System.Reflection;
using LaunchAgent.Core;
using NetArchTest.Rules;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>
/// The feature folders of Core build on each other in one direction, so that one can be read, and changed, without all the others. Between projects
/// the compiler sees to that.
/// </summary>
public sealed class FeatureCycleTests
{
    private static readonly Assembly Core = typeof(LaunchTables).Assembly;

    private static readonly string Root = typeof(LaunchTables).Namespace!;

    [Fact]
    public void Features_OfCore_DependOnEachOtherInOneDirection()
    {
        string[] features = [.. Core.GetTypes().Select(FeatureOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var uses = features.ToDictionary(
            feature => feature,
            feature => features.Where(other => other != feature && UsersIn(feature, other).Length > 0).ToArray(),
            StringComparer.Ordinal);

        Assert.True(features.Length >= 10, "There are features missing: " + string.Join(", ", features));
        Assert.Equal([], Cycle(uses).Zip(Cycle(uses).Skip(1), (from, to) => $"{from} -> {to}: {string.Join(", ", UsersIn(from, to))}"));
    }

    private static string? FeatureOf(Type type) =>
        type.Namespace is { } name && name.StartsWith(Root + ".", StringComparison.Ordinal) ? name[(Root.Length + 1)..].Split('.')[0] : null;

    private static string[] UsersIn(string feature, string other) =>
    [
        .. Types.InAssembly(Core).That().ResideInNamespaceMatching($@"^{Root}\.{feature}(\.|$)").And().HaveDependencyOn($"{Root}.{other}").GetTypes()
            .Select(type => type.Name).Order(StringComparer.Ordinal),
    ];

    // The features of a cycle, the first one again at the end; nothing when there is none.
    private static IReadOnlyList<string> Cycle(Dictionary<string, string[]> uses)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        return uses.Keys.Select(feature => From(feature, [])).FirstOrDefault(cycle => cycle.Count > 0) ?? [];

        IReadOnlyList<string> From(string feature, IReadOnlyList<string> path)
        {
            if (path.Contains(feature, StringComparer.Ordinal))
                return [.. path.SkipWhile(step => step != feature), feature];
            var cycle = done.Contains(feature) ? [] : uses[feature].Select(next => From(next, [.. path, feature])).FirstOrDefault(found => found.Count > 0) ?? [];
            done.Add(feature);
            return cycle;
        }
    }
}
