using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues.Templates;

/// <summary>The values that launches give to the template variables of their queue.</summary>
public sealed class LaunchVariablesTests
{
    private const string Template = """
        {"resource_args":{"env":{"ALL":"{{gpus}} {{lr}} {{zone}} {{spot}}","ONE":"{{zone}}"},"gpus":"{{gpus}}","deep":[{"lr":"{{ lr }}","spot":"{{spot}}"}]},
         "template_variables":{"gpus":{"type":"integer","default":1,"minimum":1,"maximum":4},"lr":{"type":"number","default":0.1,"minimum":0},
                               "zone":{"type":"string","enum":["a","b"],"default":"a"},"spot":{"type":"boolean","default":false}}}
        """;

    [Theory]
    [InlineData("{}", """{"env":{"ALL":"1 0.1 a false","ONE":"a"},"gpus":1,"deep":[{"lr":0.1,"spot":false}]}""")]
    [InlineData("""{"gpus":4,"lr":1e-3,"zone":"b","spot":true}""", """{"env":{"ALL":"4 1e-3 b true","ONE":"b"},"gpus":4,"deep":[{"lr":1e-3,"spot":true}]}""")]
    [InlineData("""{"gpus":2.0,"lr":0}""", """{"env":{"ALL":"2 0 a false","ONE":"a"},"gpus":2,"deep":[{"lr":0,"spot":false}]}""")]
    public async Task Submit_Values_AreJsonWhereTheyStandAloneAndTextElsewhere(string values, string expected)
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", Template);

        Assert.Equal(expected, await app.ResourceArgsAsync($$"""{"command":["true"],"template_variables":{{values}}}"""));
    }

    [Theory]
    [InlineData("""{"gpu":1}""", "/gpu unknown_template_variable")]
    [InlineData("""{"gpus":"2"}""", "/gpus wrong_type")]
    [InlineData("""{"gpus":2.5}""", "/gpus wrong_type")]
    [InlineData("""{"gpus":5,"lr":-1}""", "/gpus out_of_range", "/lr out_of_range")]
    [InlineData("""{"zone":"c","spot":1}""", "/spot wrong_type", "/zone invalid_value")]
    [InlineData("""{"zone":null}""", "/zone wrong_type")]
    [InlineData("""{"a-b":1}""", "/a-b invalid_format")]
    public async Task Submit_ValueThatDoesNotFit_IsRefusedByName(string values, params string[] problems)
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", Template);

        Assert.Equal(
            problems.Select(problem => "/template_variables" + problem),
            await app.RefusalsAsync($$"""{"command":["true"],"template_variables":{{values}}}"""));
    }

    [Theory]
    [InlineData("""{"gpus":9}""", "from 1 to 4")]
    [InlineData("""{"lr":-0.5}""", "at least 0")]
    [InlineData("""{"gpus":true}""", "integer")]
    [InlineData("""{"zone":"hunter2"}""", "a,b")]
    [InlineData("""{"zon":"hunter2"}""", "gpus,lr,spot,zone")]
    public async Task Submit_ValueThatDoesNotFit_IsToldWhatWouldAndNotQuoted(string values, string allowed)
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", Template);

        var problem = Assert.Single(await app.ProblemsAsync($$"""{"command":["true"],"template_variables":{{values}}}"""));

        Assert.Equal(allowed, string.Join(',', problem.Allowed!));
        Assert.DoesNotContain("hunter2", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_VariableWithoutDefaultLeftOut_IsRefusedByName()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """{"resource_args":{"a":"{{x}}"},"template_variables":{"x":{"type":"string"},"y":{"type":"integer","enum":[1,2]}}}""");

        var problems = await app.ProblemsAsync("""{"command":["true"]}""");

        Assert.Equal(["/template_variables/x missing_template_variable string", "/template_variables/y missing_template_variable 1,2"],
            problems.Select(problem => $"{problem.Pointer} {problem.Code} {string.Join(',', problem.Allowed!)}"));
        Assert.Contains("'x'", problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_VariableToAQueueWithout_IsRefusedByName()
    {
        using var app = await TestApp.StartAsync();

        Assert.Equal(["/template_variables/gpus unknown_template_variable"], await app.RefusalsAsync("""{"command":["true"],"template_variables":{"gpus":1}}"""));
    }

    [Theory]
    [InlineData("{{gpus}}")]
    [InlineData("${author}")]
    [InlineData("$${author}")]
    [InlineData("${attempt}")]
    [InlineData("${nonsense")]
    [InlineData("a\\\"},{\\u007b")]
    public async Task Submit_ValueThatLooksLikeATemplate_StaysText(string value)
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """
            {"resource_args":{"env":{"A":"{{text}}","B":"<{{text}}|{{gpus}}>"}},"template_variables":{"text":{"type":"string"},"gpus":{"type":"integer","default":1}}}
            """);

        await app.AcceptAsync($$$"""{"command":["true"],"author":"dana","template_variables":{"text":"{{{value}}}"}}""");

        var asked = await app.StartAsync(await app.ClaimAsync());
        var text = System.Text.Json.JsonElement.Parse($"\"{value}\"").GetString();
        Assert.Equal((text, $"<{text}|1>"), (asked.ResourceArgs!.Value.GetProperty("env").GetProperty("A").GetString(), asked.ResourceArgs.Value.GetProperty("env").GetProperty("B").GetString()));
    }

    [Fact]
    public async Task Submit_VariableThatTheQueueDoesNotUse_Warns()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """{"resource_args":{"env":{"A":"{{a}}"}},"template_variables":{"a":{"type":"string","default":""},"b":{"type":"string","default":""}}}""");

        var warning = Assert.Single((await app.AcceptAsync("""{"command":["true"],"template_variables":{"a":"1","b":"2"}}""")).Warnings);

        Assert.Equal(("unused_template_variable", "The template variable 'b' has no effect: the resource args of queue 'default' do not use it."), (warning.Code, warning.Message));
    }

    [Theory]
    [InlineData("""{"command":["true"],"resource_args":{"env":{"A":"1"}}}""", "/resource_args has_template_variables")]
    [InlineData("""{"resource":"local-process","overrides":{"entry_point":["true"]},"resource_args":{"local-process":{"env":{}}}}""", "/resource_args/local-process has_template_variables")]
    public async Task Submit_ResourceArgsToAQueueWithVariables_AreRefused(string spec, string problem)
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", Template);

        Assert.Equal([problem], await app.RefusalsAsync(spec));
    }

    // W&B's client sends an empty object with every run.
    [Fact]
    public async Task Submit_EmptyResourceArgsToAQueueWithVariables_AreNone()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", Template);

        Assert.Contains("\"gpus\":1", await app.ResourceArgsAsync("""{"command":["true"],"resource_args":{}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WandbRunSpec_ItsVariablesAreTheLaunchs()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", Template);

        const string run = """{"resource":"local-process","overrides":{"entry_point":["true"]},"template_variables":{"gpus":GPUS}}""";

        Assert.Contains("\"gpus\":3", await app.ResourceArgsAsync(run.Replace("GPUS", "3", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(
            ["/wandb/template_variables/gpus out_of_range"],
            await app.RefusalsAsync($$"""{"schema_version":1,"wandb":{{run.Replace("GPUS", "7", StringComparison.Ordinal)}}}"""));
    }

    [Fact]
    public async Task Submit_QueueChangedAfterwards_TheLaunchKeepsWhatItWasAcceptedWith()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", Template);
        await app.AcceptAsync("""{"command":["true"],"template_variables":{"gpus":3}}""");

        await app.PutQueueAsync("default", """{"resource_args":{"gpus":9}}""");

        Assert.Equal(3, (await app.StartAsync(await app.ClaimAsync())).ResourceArgs!.Value.GetProperty("gpus").GetInt32());
    }
}
