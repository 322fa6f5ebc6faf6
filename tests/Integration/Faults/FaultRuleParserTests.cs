using FunctionsEmulator.Faults;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Tests.Integration.Faults;

public sealed class FaultRuleParserTests
{
    [Fact]
    public void Parse_OneRuleWithEverything_ReadsAll()
    {
        var rule = Assert.Single(FaultRuleParser.Parse("""
            {"action":"delay","call":7,"times":2,"calls":"all","uri_contains":"$batch","uri_matches":"^http","body_contains":"Launches",
             "only_scopes":["A"],"exclude_scopes":["listener","B"],"delay_ms":500,"retriable":false}
            """));

        Assert.Equivalent(
            new FaultRule
            {
                Action = FaultAction.Delay,
                Call = 7,
                Times = 2,
                Reads = true,
                UriContains = "$batch",
                BodyContains = "Launches",
                OnlyScopes = ["A"],
                ExcludeScopes = ["listener", "B"],
                Delay = TimeSpan.FromMilliseconds(500),
                Retriable = false,
            },
            rule with { UriMatches = null });
        Assert.Equal("^http", rule.UriMatches!.ToString());
    }

    [Fact]
    public void Parse_List_ReadsEach() => Assert.Equal(
        [FaultAction.Busy, FaultAction.KillAfter],
        FaultRuleParser.Parse("""[{"action":"busy"},{"action":"kill_after"}]""").Select(r => r.Action));

    [Theory]
    [InlineData("nonsense", "not JSON")]
    [InlineData("7", "must be an object")]
    [InlineData("{}", "'action' is missing; it is one of count, fail, delay, busy, lose_answer, kill_before, kill_after")]
    [InlineData("""{"action":"explode"}""", "'action' is not one of count")]
    [InlineData("""{"action":7}""", "'action' has a value of the wrong kind")]
    [InlineData("""{"action":"fail","call":0}""", "'call' is not a whole number from 1")]
    [InlineData("""{"action":"fail","calls":"some"}""", "'calls' is neither mutating nor all")]
    [InlineData("""{"action":"fail","uri_matches":"("}""", "'uri_matches' is not a pattern")]
    [InlineData("""{"action":"fail","exclude_scopes":"x"}""", "'exclude_scopes' has a value of the wrong kind")]
    [InlineData("""{"action":"delay"}""", "'delay' needs 'delay_ms'")]
    [InlineData("""{"action":"fail","nth":2}""", "'nth' is not known")]
    [InlineData("""[{"action":"fail"},{"action":"fail","times":"x"}]""", "rule 1: 'times' is not a whole number from 1")]
    [InlineData("""{"action":null,"call":-1}""", "'call' is not a whole number from 1")]
    public void Parse_Wrong_SaysWhatIsWrong(string json, string message)
    {
        var error = Assert.Throws<InvalidOperationException>(() => FaultRuleParser.Parse(json));

        Assert.StartsWith("The setting EMULATOR_FAULTS cannot be used: ", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void From_Settings_PutsRulesInForce()
    {
        var file = Path.GetTempFileName();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["EMULATOR_FAULTS"] = """{"action":"fail","call":2}""",
            ["EMULATOR_CALL_LOG"] = file,
        }).Build();

        var faults = StorageFaults.From(settings);

        Assert.Null(faults.Begin("POST", "http://h/a/t", () => "", out var call));
        Assert.Equal(FaultAction.Fail, faults.Begin("POST", "http://h/a/t", () => "", out _)!.Action);
        faults.End(call, 204);
        Assert.Equal("1\t-\tPOST\t/a/t\t204", File.ReadAllText(file).Trim());
        File.Delete(file);
    }
}
