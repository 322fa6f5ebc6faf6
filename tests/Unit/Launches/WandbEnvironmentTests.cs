using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class WandbEnvironmentTests
{
    private static readonly DateTimeOffset Noon = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly LaunchRow Launch = new()
    {
        Id = LaunchId.Create("gpu", Noon, "x"),
        Queue = "gpu",
        Name = "baseline-7",
        Author = "dana",
        CreatedAt = Noon,
        DueAt = Noon,
        Submitted = "",
    };

    private static readonly ResolvedSpec Resolved = new()
    {
        RunId = "k3x9q2mz",
        Executor = "process",
        Command = ["true"],
        Config = JsonSerializer.SerializeToElement(new { lr = 0.001 }),
        Wandb = new WandbRun("acme-ml", "vision", Env: true),
    };

    // What W&B's own agent sets, without the key and what does not exist here.
    [Fact]
    public void Of_FirstAttempt_IsWhatWandbsLibraryReads() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["WANDB_ENTITY"] = "acme-ml",
            ["WANDB_PROJECT"] = "vision",
            ["WANDB_RUN_ID"] = "k3x9q2mz",
            ["WANDB_NAME"] = "baseline-7",
            ["WANDB_USERNAME"] = "dana",
            ["WANDB_CONFIG"] = """{"lr":0.001}""",
            ["WANDB_LAUNCH"] = "True",
            ["WANDB_LAUNCH_QUEUE_NAME"] = "gpu",
            ["WANDB_LAUNCH_TRACE_ID"] = Launch.Id.ToString(),
        },
        Of(Launch, Resolved));

    [Theory]
    [InlineData(1, 0, null)]
    [InlineData(2, 0, "allow")]
    [InlineData(1, 1, "allow")]
    public void Of_RunThatBeganBefore_Resumes(int attempt, int resumes, string? expected) =>
        Assert.Equal(expected, Of(Launch with { Attempt = attempt, ResumeCount = resumes }, Resolved).GetValueOrDefault("WANDB_RESUME"));

    [Fact]
    public void Of_NativeSpec_SaysNothingOfEntityAndProject() =>
        Assert.DoesNotContain(Of(Launch, Resolved with { Wandb = new WandbRun(null, null, Env: true) }).Keys, name => name is "WANDB_ENTITY" or "WANDB_PROJECT");

    [Fact]
    public void Of_QueueWithoutWandbEnv_IsNothing()
    {
        Assert.Empty(Of(Launch, Resolved with { Wandb = new WandbRun("acme-ml", "vision", Env: false) }));
        Assert.Empty(Of(Launch, Resolved with { Wandb = null }));
    }

    [Theory]
    [InlineData(0, new[] { "WANDB_CONFIG" })]
    [InlineData(1, new[] { "WANDB_CONFIG_0", "WANDB_CONFIG_1" })]
    public void Of_LongConfig_IsInPiecesThatGiveTheWhole(int more, string[] names)
    {
        var config = JsonSerializer.SerializeToElement(new { a = new string('x', WandbEnvironment.LongestValue - """{"a":""}""".Length + more) });

        var found = Of(Launch, Resolved with { Config = config }).Where(variable => variable.Key.StartsWith("WANDB_CONFIG", StringComparison.Ordinal)).OrderBy(variable => variable.Key).ToList();

        Assert.Equal(names, found.Select(variable => variable.Key));
        Assert.All(found, variable => Assert.InRange(variable.Value.Length, 1, WandbEnvironment.LongestValue));
        Assert.Equal(config.GetRawText(), string.Concat(found.Select(variable => variable.Value)));
    }

    [Fact]
    public void Request_OwnEnvironmentWinsOverThese_AndTheseOverTheAgents()
    {
        var agent = new AgentOptions("local", [], [], new Dictionary<string, string> { ["WANDB_PROJECT"] = "agents", ["WANDB_API_KEY"] = "agents", ["WANDB_NAME"] = "agents" });

        var found = AttemptRequests.Create(Launch, Resolved with { Env = new Dictionary<string, string> { ["WANDB_NAME"] = "own" } }, agent).Environment;

        Assert.Equal(("vision", "agents", "own"), (found["WANDB_PROJECT"], found["WANDB_API_KEY"], found["WANDB_NAME"]));
    }

    private static Dictionary<string, string> Of(LaunchRow launch, ResolvedSpec resolved) => WandbEnvironment.Of(launch, resolved).ToDictionary();
}
