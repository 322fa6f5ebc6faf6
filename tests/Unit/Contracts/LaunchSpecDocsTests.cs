using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Tests.Unit.House;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>Holds docs/reference/launch-spec.md to the parser.</summary>
public sealed partial class LaunchSpecDocsTests
{
    private static readonly string Page = Repository.Read("docs/reference/launch-spec.md");

    public static TheoryData<string> Examples => [.. Example().Matches(Page).Select(match => match.Groups[1].Value).Where(json => !json.Contains("\"pointer\"", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Parses_WithoutAWord(string json)
    {
        var parsed = LaunchSpecParser.Parse(json);

        Assert.Empty(parsed.Problems);
        Assert.Empty(parsed.Warnings);
    }

    [Fact]
    public void Codes_AllProblems_AreListed()
    {
        var codes = typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(codes.Order(), Listed("## Problems", "## W&B run specs").Order());
    }

    [Fact]
    public void Fields_OfTheSchema_AreListed()
    {
        var fields = JsonDocument.Parse(LaunchSpecSchema.Text).RootElement.GetProperty("properties").EnumerateObject()
            .SelectMany(field => field.Value.TryGetProperty("properties", out var inner) ? inner.EnumerateObject().Select(member => $"{field.Name}.{member.Name}") : [field.Name]);

        Assert.Equal(fields.Order(), Listed("## Fields", "## Resource args").Order());
    }

    /// <summary>The code words of the first cells of a section's table.</summary>
    private static IEnumerable<string> Listed(string from, string to)
    {
        var section = Page[Page.IndexOf(from, StringComparison.Ordinal)..Page.IndexOf(to, StringComparison.Ordinal)];
        return section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Word().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value));
    }

    [GeneratedRegex("```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();
}
