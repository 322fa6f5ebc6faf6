using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Submission.Templates;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.Extensions.Configuration;

namespace LaunchAgent.Tests.Unit.Queues.Templates;

/// <summary>Macros: which there are, where they are filled in, and when.</summary>
public sealed class MacroTests
{
    private const string All = "${launch_id}|${run_id}|${name}|${queue}|${author}|${sweep_id}|${image}|${setting:REGION}";

    private static readonly Dictionary<string, string> Settings =
        new() { ["LAUNCH_MACRO_SETTINGS"] = "REGION, UNSET", ["REGION"] = "west", ["HIDDEN"] = "hunter2" };

    [Fact]
    public async Task Submit_EveryMacroEverywhere_IsFilledIn()
    {
        using var app = await TestApp.StartAsync(settings: Settings);
        await app.PutQueueAsync("default", $$$"""{"resource_args":{"a":["{{{All}}}"],"b":"queue"}}""");

        var launch = await app.AcceptAsync($$$"""
            {"command":["echo","{{{All}}}"],"args":["{{{All}}}"],"env":{"A":"{{{All}}}"},"resource_args":{"b":"{{{All}}}"},"run_id":"r1","name":"n","author":"dana","working_dir":"/${name}","config":{"a":"${name}"}}
            """);

        var filled = $"{launch.Id}|r1|n|default|dana|||west";
        var resolved = ContractJson.Deserialize<ResolvedSpec>(launch.Resolved)!;
        Assert.Equal(["echo", All, filled], resolved.Command);
        Assert.Equal(filled, resolved.Env["A"]);
        Assert.Equal($$"""{"a":["{{filled}}"],"b":"{{filled}}"}""", resolved.ResourceArgs!.Value.GetRawText());
        Assert.Equal(("/${name}", """{"a":"${name}"}"""), (resolved.WorkingDir, resolved.Config!.Value.GetRawText()));
    }

    [Fact]
    public async Task Submit_WithoutRunId_TheMacroIsTheOneMadeFromTheLaunch()
    {
        using var app = await TestApp.StartAsync();

        var launch = await app.AcceptAsync("""{"command":["true"],"args":["${run_id}"]}""");

        Assert.Equal(launch.RunId, ContractJson.Deserialize<ResolvedSpec>(launch.Resolved)!.Command[1]);
    }

    [Theory]
    [InlineData("$${run_id}", "${run_id}")]
    [InlineData("$$${run_id}", "$${run_id}")]
    [InlineData("$${", "${")]
    [InlineData("$${name}${name}$${", "${name}n${")]
    [InlineData("$ $$ {} {{x}} }", "$ $$ {} {{x}} }")]
    [InlineData("$HOME $(x)", "$HOME $(x)")]
    public async Task Submit_WhatIsNoMacro_StaysText(string written, string filled)
    {
        using var app = await TestApp.StartAsync();

        Assert.Equal(filled, (await app.ResolveAsync($$"""{"command":["true"],"name":"n","args":["{{written}}"]}""")).Command[1]);
    }

    [Theory]
    [InlineData("${}")]
    [InlineData("${RUN_ID}")]
    [InlineData("${ run_id }")]
    [InlineData("${run_id")]
    [InlineData("${run_${name}}")]
    [InlineData("ok ${name} ${project_name}")]
    [InlineData("${setting:}")]
    [InlineData("${setting:HIDDEN}")]
    [InlineData("${setting:NOT_THERE}")]
    [InlineData("${setting:UNSET}")]
    [InlineData("${setting:region}")]
    [InlineData("${secret:REGION}")]
    public async Task Submit_UnknownMacro_IsRefusedWhereverItStands(string macro)
    {
        using var app = await TestApp.StartAsync(settings: Settings);

        var problems = await app.ProblemsAsync($$$"""{"command":["true"],"args":["x","{{{macro}}}"],"env":{"A":"{{{macro}}}"},"resource_args":{"env":{"B":"{{{macro}}}"},"list":[["{{{macro}}}"]]}}""");

        Assert.Equal(["/args/1", "/env/A", "/resource_args/env/B", "/resource_args/list/0/0"], problems.Select(problem => problem.Pointer).Distinct());
        Assert.All(problems, problem => Assert.Equal("unknown_macro", problem.Code));
        Assert.Equal(
            "${launch_id} ${run_id} ${name} ${queue} ${author} ${sweep_id} ${attempt} ${image} ${setting:REGION} ${setting:UNSET}",
            string.Join(' ', problems[0].Allowed!));
    }

    [Fact]
    public async Task Submit_SettingNotOnTheList_IsRefusedInTheSameWordsWhetherItExistsOrNot()
    {
        using var app = await TestApp.StartAsync(settings: Settings);

        var problems = await app.ProblemsAsync("""{"command":["true"],"args":["${setting:HIDDEN}","${setting:NOT_THERE}","${setting:AzureWebJobsStorage}"]}""");

        Assert.Equal(3, problems.Count);
        Assert.Single(problems.Select(problem => problem.Message).Distinct());
        Assert.DoesNotContain("hunter2", ContractJson.Serialize(problems), StringComparison.Ordinal);
    }

    // A password with ${ in it must not come back in an error.
    [Fact]
    public async Task Submit_UnknownMacro_IsNotQuoted()
    {
        using var app = await TestApp.StartAsync();

        var problem = Assert.Single(await app.ProblemsAsync("""{"command":["true"],"env":{"A":"hun${ter2}"}}"""));

        Assert.DoesNotContain("ter2", problem.Message, StringComparison.Ordinal);
        Assert.Contains("character 4", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_MacroInANameOfResourceArgs_IsRefused()
    {
        using var app = await TestApp.StartAsync();

        Assert.Equal(["/resource_args/${name} invalid_format"], await app.RefusalsAsync("""{"command":["true"],"resource_args":{"${name}":1}}"""));
    }

    [Fact]
    public async Task Submit_WandbRunSpec_PointsIntoWhatWasSent()
    {
        using var app = await TestApp.StartAsync();
        const string run = """{"resource":"local-process","resource_args":{"local-process":{"a":"${x}"}},"overrides":{"entry_point":["true"],"args":["${x}"]}}""";

        Assert.Equal(["/overrides/args/0 unknown_macro", "/resource_args/local-process/a unknown_macro"], await app.RefusalsAsync(run));
        Assert.Equal(
            ["/wandb/overrides/args/0 unknown_macro", "/wandb/resource_args/local-process/a unknown_macro"],
            await app.RefusalsAsync($$"""{"schema_version":1,"wandb":{{run}}}"""));
    }

    [Fact]
    public async Task Put_UnknownMacroInTheResourceArgsOfAQueue_IsRefusedBesideEverythingElse()
    {
        using var app = await TestApp.StartAsync();

        var answer = (await app.PutQueueAsync("gpu", """{"resource_args":{"a":["${nope} {{nope}}"],"b":"${attempt}"},"max_concurency":1}""")).ReadProblem(422, "invalid_request");

        Assert.Equal(
            ["/max_concurency unknown_field", "/resource_args/a/0 unknown_macro", "/resource_args/a/0 unknown_template_variable"],
            answer.Errors.Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal));
    }

    // The queue was good when it was made.
    [Fact]
    public async Task Submit_SettingOfTheQueueIsNoLongerOnTheList_IsRefusedAndNamesTheQueue()
    {
        using var app = await TestApp.StartAsync(settings: Settings);
        await app.PutQueueAsync("default", """{"resource_args":{"a":"${setting:REGION}"}}""");
        using var later = await TestApp.StartAsync(shared: app);

        var problem = Assert.Single(await later.ProblemsAsync("""{"command":["true"]}"""));

        Assert.Equal(("/queue", "unknown_macro"), (problem.Pointer, problem.Code));
        Assert.StartsWith("In queue 'default', at /resource_args/a: ", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("${name}")]
    [InlineData("$${name}")]
    [InlineData("${attempt}")]
    [InlineData("$")]
    [InlineData("{{x}}")]
    public async Task Submit_MacroWhoseTextLooksLikeOne_IsNotFilledInTwice(string name)
    {
        using var app = await TestApp.StartAsync();

        await app.AcceptAsync($$$"""{"command":["true"],"name":"{{{name}}}","args":["${name}","${name}${attempt}","{${name}}"],"env":{"A":"${name}{x}"},"resource_args":{"b":"${name}"}}""");

        var asked = await app.StartAsync(await app.ClaimAsync());
        Assert.Equal([name, name + "1", "{" + name + "}"], asked.Command.Skip(1));
        Assert.Equal((name + "{x}", name), (asked.Environment["A"], asked.ResourceArgs!.Value.GetProperty("b").GetString()));
    }

    [Fact]
    public async Task Start_AttemptMacro_IsTheNumberOfTheAttempt()
    {
        using var app = await TestApp.StartAsync();
        app.HaveNoOutput();
        var launch = await app.AcceptAsync("""
            {"command":["true","${attempt}"],"args":["${attempt}","$${attempt}"],"env":{"OUT":"/out/${attempt}"},"resource_args":{"env":{"N":"${attempt}"},"working_dir":"/w/${attempt}"},"retry":{"max_retries":1}}
            """);

        var claim = await app.ClaimAsync();
        var first = await app.StartAsync(claim);
        app.Observe(launch.AttemptKey, new AttemptObservation(AttemptPhase.Exited, ExitCode: 1));
        await app.Create<AdvanceLaunch>().RunAsync(claim, CancellationToken.None);
        app.Clock.Now += TimeSpan.FromHours(1);
        await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        var second = await app.StartAsync(await app.ClaimAsync());

        Assert.Equal(["true", "${attempt}", "1", "${attempt}"], first.Command);
        Assert.Equal(["true", "${attempt}", "2", "${attempt}"], second.Command);
        Assert.Equal(("/out/1", "/out/2"), (first.Environment["OUT"], second.Environment["OUT"]));
        Assert.Equal("""{"env":{"N":"1"},"working_dir":"/w/1"}""", first.ResourceArgs!.Value.GetRawText());
        Assert.Equal("""{"env":{"N":"2"},"working_dir":"/w/2"}""", second.ResourceArgs!.Value.GetRawText());
    }

    [Fact]
    public async Task Get_SpecWithTheAttemptMacro_ShowsTheMacro()
    {
        using var app = await TestApp.StartAsync();
        var launch = await app.AcceptAsync("""{"command":["true"],"args":["a ${attempt}"],"resource_args":{"working_dir":"/w/${attempt}"}}""");

        var shown = (await app.Get<LaunchSpecQueries>().FindAsync(launch.Id, CancellationToken.None))!.Resolved!;

        Assert.Equal(["true", "a ${attempt}"], shown.Command);
        Assert.Equal("""{"working_dir":"/w/${attempt}"}""", shown.ResourceArgs!.Value.GetRawText());
        Assert.DoesNotContain('\uFFFF', launch.Resolved);
    }

    [Theory]
    [InlineData("REGION,A B", "names of settings")]
    [InlineData("HF_TOKEN", "HF_TOKEN")]
    [InlineData("REGION, azurewebjobsstorage", "azurewebjobsstorage")]
    [InlineData("LAUNCH_AGENT_ENV", "LAUNCH_AGENT_ENV")]
    [InlineData("BAD", "The setting BAD")]
    public void From_ListThatNoLaunchMaySee_StopsTheStartAndShowsNoValue(string list, string told)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["LAUNCH_MACRO_SETTINGS"] = list,
            ["BAD"] = "hunter2\uFFFF",
            ["HF_TOKEN"] = "hunter2",
        }).Build();

        var message = Assert.Throws<InvalidOperationException>(() => MacroSettings.From(settings)).Message;

        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.Contains("LAUNCH_MACRO_SETTINGS", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }
}
