using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Tests.Unit.House;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>docs/concepts/states.md knows every state there is, and no other.</summary>
public sealed class StatesPageTests
{
    private static readonly string Page = Repository.Read("docs/concepts/states.md");

    [Theory]
    [MemberData(nameof(States))]
    public void Page_EveryState_HasItsRowInTheOthersWordsAndATransition(LaunchState state)
    {
        var name = WireName.Of(state);

        Assert.Single(Regex.Matches(Page, $@"^\| `{name}` \|( [^|]+ \|){{4}}$", RegexOptions.Multiline));
        Assert.Contains(Transitions(), transition => Names(transition.To).Contains(name));
        Assert.Contains(name, Page[Page.IndexOf("```", StringComparison.Ordinal)..Page.LastIndexOf("```", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Transitions_NameOnlyStatesAndLeadOutOfNoFinalOne()
    {
        var known = Enum.GetValues<LaunchState>().ToDictionary(WireName.Of);

        foreach (var (from, to) in Transitions())
        {
            Assert.All(Names(to), name => Assert.True(known.ContainsKey(name), name));
            Assert.All(Names(from), name => Assert.False(known[name].IsFinal(), name));
        }

        // Every state that is not final leads somewhere.
        Assert.All(known.Where(state => !state.Value.IsFinal()), state => Assert.Contains(Transitions(), transition => Names(transition.From).Contains(state.Key)));
    }

    [Fact]
    public void Page_Reasons_AreAllCodesInTheOrderInWhichTheyAreTried() => Assert.Equal(
        typeof(ReasonCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!),
        Regex.Matches(Section("## Reasons"), "^\\| `([a-z_]+)` \\|", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Where(code => code != "code"));

    public static TheoryData<LaunchState> States => [.. Enum.GetValues<LaunchState>()];

    private static IEnumerable<(string From, string To)> Transitions() =>
        from line in Section("## Who moves a launch").Split('\n')
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        where cells.Length == 6 && cells[1] is not ("From" or "---")
        select (cells[1], cells[2]);

    private static string Section(string title)
    {
        var start = Page.IndexOf(title, StringComparison.Ordinal);
        var end = Page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return Page[start..end];
    }

    private static IEnumerable<string> Names(string cell) => Regex.Matches(cell, "`([a-z_]+)`").Select(match => match.Groups[1].Value);
}
