using System.Text.Json;
using LaunchAgent.Core.Submission.Templates;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;
using LaunchAgent.Tests.Unit.Queues.Templates;

namespace LaunchAgent.Tests.Unit.Executors;

/// <summary>What executor <c>process</c> makes of resource args.</summary>
public sealed class ProcessResourceArgsTests
{
    [Theory]
    [InlineData("""{"env":3}""", "/env wrong_type")]
    [InlineData("""{"env":{"A":1,"B":null,"C":["x"]}}""", "/env/A wrong_type", "/env/B wrong_type", "/env/C wrong_type")]
    [InlineData("""{"env":{"A-B":"x","LAUNCH_ID":"x"}}""", "/env/A-B invalid_format", "/env/LAUNCH_ID reserved_name")]
    [InlineData("""{"env":{"A":"\u0000"}}""", "/env/A control_character")]
    [InlineData("""{"working_dir":["/"]}""", "/working_dir wrong_type")]
    [InlineData("""{"working_dir":"here"}""", "/working_dir invalid_format")]
    [InlineData("""{"working_dir":""}""", "/working_dir invalid_format")]
    public async Task Submit_ArgOfTheWrongType_IsRefusedAtOnce(string resourceArgs, params string[] problems)
    {
        using var app = await TestApp.StartAsync();
        // A null is a member removed, which only a job's own document can hold.
        var expected = problems.Where(problem => !problem.StartsWith("/env/B ", StringComparison.Ordinal)).Select(problem => "/resource_args" + problem);

        Assert.Equal(expected, await app.RefusalsAsync($$"""{"command":["true"],"resource_args":{{resourceArgs}}}"""));
    }

    [Fact]
    public async Task Submit_QueuesArgOfTheWrongType_IsToldAsTheQueues()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """{"resource_args":{"env":{"N":"{{n}}","OK":"{{n}} "}},"template_variables":{"n":{"type":"integer","default":1}}}""");

        var problem = Assert.Single(await app.ProblemsAsync("""{"command":["true"]}"""));

        Assert.Equal(
            ("/queue", "wrong_type", "In queue 'default', at /resource_args/env/N: Must be a text, not a number."), (problem.Pointer, problem.Code, problem.Message));
    }

    [Fact]
    public async Task Submit_WorkingDirBesideFiles_IsRefusedUnlessTheLaunchHasItsOwn()
    {
        using var app = await TestApp.StartAsync();

        Assert.Equal(
            ["/resource_args/working_dir conflicting_field"],
            await app.RefusalsAsync("""{"command":["true"],"files":{"a":"b"},"resource_args":{"working_dir":"/tmp"}}"""));
    }

    [Fact]
    public async Task Submit_ArgThatTheExecutorHasNoUseFor_IsANamedWarning()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """{"resource_args":{"image_pull_policy":"Always","env":{"A":"1"}}}""");

        var warnings = (await app.AcceptAsync("""{"command":["true"],"resource_args":{"spec":{"a":1},"working_dir":"/tmp"}}""")).Warnings;

        Assert.Equal(
            [
                "unused_resource_arg agent The resource arg 'image_pull_policy' has no effect: executor 'process' understands env and working_dir.",
                "unused_resource_arg agent The resource arg 'spec' has no effect: executor 'process' understands env and working_dir.",
            ],
            warnings.Select(warning => $"{warning.Code} {warning.Stage} {warning.Message}"));
        Assert.All(warnings, warning => Assert.Equal(TestApp.Noon, warning.At));
    }

    [Fact]
    public async Task Submit_ManyArgsWithoutUse_AreCounted()
    {
        using var app = await TestApp.StartAsync();
        var many = string.Join(',', Enumerable.Range(0, 3000).Select(number => $"\"a{number}\":1"));

        var warnings = (await app.AcceptAsync($$$"""{"command":["true"],"resource_args":{ {{{many}}} }}""")).Warnings;

        Assert.Equal(11, warnings.Count);
        Assert.Equal("2990 more resource args have no effect either.", warnings[^1].Message);
    }

    [Fact]
    public async Task Submit_WandbRunSpec_ItsArgsEndInTheSamePlace()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """{"resource_args":{"env":{"A":"queue","B":"queue"}}}""");

        await app.AcceptAsync("""{"resource":"local-process","resource_args":{"local-process":{"env":{"A":"${run_id}"}}},"run_id":"r1","overrides":{"entry_point":["true"]}}""");

        var asked = await app.StartAsync(await app.ClaimAsync());
        Assert.Equal("""{"env":{"A":"r1","B":"queue"}}""", asked.ResourceArgs!.Value.GetRawText());
    }

    [Fact]
    public void Apply_EnvAndWorkingDir_AreBelowTheRequestsOwn()
    {
        var applied = ProcessResourceArgs.Apply(Request("""{"env":{"A":"args","B":"args"},"working_dir":"/args"}"""));
        var ownFolder = ProcessResourceArgs.Apply(Request("""{"working_dir":"/args"}""") with { WorkingDirectory = "/own" });

        Assert.Equal(("args", "own"), (applied.Environment["A"], applied.Environment["B"]));
        Assert.Equal(("/args", "/own"), (applied.WorkingDirectory, ownFolder.WorkingDirectory));
    }

    [Fact]
    public void Apply_WithoutResourceArgs_IsTheSameRequest()
    {
        var request = Request("{}") with { ResourceArgs = null };

        Assert.Same(request, ProcessResourceArgs.Apply(request));
    }

    // Accepted when other rules held.
    [Fact]
    public void Apply_ArgsThatCannotBeRun_AreRefusedForGood()
    {
        var refused = Assert.Throws<ExecutorException>(() => ProcessResourceArgs.Apply(Request("""{"env":{"A":["hunter2"]}}""")));

        Assert.Equal(("invalid_request", false), (refused.Code, refused.Retryable));
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    private static AttemptRequest Request(string resourceArgs) => new(
        "k-1", "k", "r", 1, ["true"], null, new Dictionary<string, string> { ["B"] = "own" }, new Dictionary<string, string>(), true, JsonElement.Parse(resourceArgs));
}
