using System.Text.Json.Nodes;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues.Templates;

/// <summary>Which template variables a queue may declare.</summary>
public sealed class QueueTemplateTests
{
    [Fact]
    public async Task Put_VariablesOfEveryType_AreKeptAndShown()
    {
        const string variables = """
            {"gpus":{"type":"integer","default":1,"minimum":0,"maximum":8,"enum":[0,1,8],"description":"How many"},
             "lr":{"type":"number","default":null,"minimum":0.5},"zone":{"type":"string","enum":["a","b"]},"spot":{"type":"boolean","default":false}}
            """;
        using var app = await TestApp.StartAsync();

        (await app.PutQueueAsync("gpu", $$$$"""{"resource_args":{"n":"{{gpus}}","text":"{{ lr }} {{zone}}{{spot}}"},"template_variables":{{{{variables}}}}}""")).Read<QueueView>(201);

        var shown = JsonNode.Parse(ContractJson.Serialize((await app.ViewAsync("gpu"))!.TemplateVariables))!;
        Assert.Equal("""{"type":"integer","default":1,"minimum":0,"maximum":8,"enum":[0,1,8],"description":"How many"}""", shown["gpus"]!.ToJsonString());
        Assert.Equal("""{"type":"number","default":null,"minimum":0.5,"maximum":null,"enum":null,"description":null}""", shown["lr"]!.ToJsonString());
        Assert.Equal(["gpus", "lr", "zone", "spot"], shown.AsObject().Select(variable => variable.Key));
    }

    [Theory]
    [InlineData("""{"type":"integer","min":1}""", "/x/min unknown_field")]
    [InlineData("""{"type":"integer","schema":{},"pattern":"a"}""", "/x/pattern unknown_field", "/x/schema unknown_field")]
    [InlineData("""{}""", "/x/type missing_field")]
    [InlineData("""{"type":"float"}""", "/x/type invalid_value")]
    [InlineData("""{"type":["string"]}""", "/x/type invalid_value")]
    [InlineData("""3""", "/x wrong_type")]
    [InlineData("""null""", "/x wrong_type")]
    [InlineData("""{"type":"integer","default":"1"}""", "/x/default wrong_type")]
    [InlineData("""{"type":"integer","default":1.5}""", "/x/default wrong_type")]
    [InlineData("""{"type":"integer","default":9007199254740993}""", "/x/default wrong_type")]
    [InlineData("""{"type":"number","default":true}""", "/x/default wrong_type")]
    [InlineData("""{"type":"boolean","default":"true"}""", "/x/default wrong_type")]
    [InlineData("""{"type":"string","default":{}}""", "/x/default wrong_type")]
    [InlineData("""{"type":"string","default":"a\u0000"}""", "/x/default control_character")]
    [InlineData("""{"type":"integer","default":0,"minimum":1}""", "/x/default out_of_range")]
    [InlineData("""{"type":"number","default":1.1,"maximum":1}""", "/x/default out_of_range")]
    [InlineData("""{"type":"string","default":"c","enum":["a","b"]}""", "/x/default invalid_value")]
    [InlineData("""{"type":"integer","minimum":2,"maximum":1}""", "/x/minimum out_of_range")]
    [InlineData("""{"type":"integer","minimum":1.5}""", "/x/minimum wrong_type")]
    [InlineData("""{"type":"string","minimum":1,"maximum":2}""", "/x/maximum conflicting_field", "/x/minimum conflicting_field")]
    [InlineData("""{"type":"string","enum":["a",1]}""", "/x/enum/1 wrong_type")]
    [InlineData("""{"type":"integer","enum":[1,9],"maximum":4}""", "/x/enum/1 out_of_range")]
    [InlineData("""{"type":"string","enum":[]}""", "/x/enum invalid_format")]
    [InlineData("""{"type":"string","enum":"a"}""", "/x/enum wrong_type")]
    [InlineData("""{"type":"string","description":1}""", "/x/description wrong_type")]
    public async Task Put_BadVariable_IsRefusedWithEveryProblem(string variable, params string[] problems)
    {
        using var app = await TestApp.StartAsync();

        var answer = (await app.PutQueueAsync("gpu", $$$$"""{"resource_args":{"a":"{{x}}"},"template_variables":{"x":{{{{variable}}}}}}""")).ReadProblem(422, "invalid_request");

        Assert.Equal(problems.Select(problem => "/template_variables" + problem), answer.Errors.Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("2x", "invalid_format")]
    [InlineData("a-b", "invalid_format")]
    [InlineData("", "invalid_format")]
    [InlineData("n123456789n123456789n123456789n123456789n123456789n123456789n1234", "too_long")]
    public async Task Put_BadNameOfAVariable_IsRefused(string name, string code)
    {
        using var app = await TestApp.StartAsync();

        var answer = (await app.PutQueueAsync("gpu", $$$$"""{"template_variables":{"{{{{name}}}}":{"type":"string"}}}""")).ReadProblem(422, "invalid_request");

        Assert.Equal(code, Assert.Single(answer.Errors).Code);
    }

    [Theory]
    [InlineData("""{"a":"{{gpu}}"}""", "/resource_args/a unknown_template_variable")]
    [InlineData("""{"a":[{"b/c":"n={{gpu}} of {{cpu}}"}]}""", "/resource_args/a/0/b~1c unknown_template_variable")]
    [InlineData("""{"a":"{{ }}"}""", "/resource_args/a unknown_template_variable")]
    [InlineData("""{"{{gpus}}":1}""", "/resource_args/{{gpus}} invalid_format")]
    public async Task Put_UndeclaredVariable_IsRefusedWhereItStands(string resourceArgs, params string[] problems)
    {
        using var app = await TestApp.StartAsync();

        var answer = (await app.PutQueueAsync("gpu", $$$$"""{"resource_args":{{{{resourceArgs}}}},"template_variables":{"gpus":{"type":"integer"}}}""")).ReadProblem(422, "invalid_request");

        Assert.Equal(problems, answer.Errors.Select(problem => $"{problem.Pointer} {problem.Code}"));
    }

    [Fact]
    public async Task Put_NearlyTheNameOfAVariable_IsToldWhich()
    {
        using var app = await TestApp.StartAsync();

        var answer = (await app.PutQueueAsync("gpu", """{"resource_args":{"a":"{{gpu}}"},"template_variables":{"gpus":{"type":"integer"}}}""")).ReadProblem(422, "invalid_request");

        var problem = Assert.Single(answer.Errors);
        Assert.Equal("There is no template variable 'gpu'. Did you mean gpus?", problem.Message);
        Assert.Equal(["gpus"], problem.Allowed);
    }

    [Fact]
    public async Task Put_VariablesWithoutResourceArgs_AreKept()
    {
        using var app = await TestApp.StartAsync();

        Assert.Single((await app.PutQueueAsync("gpu", """{"template_variables":{"gpus":{"type":"integer"}}}""")).Read<QueueView>(201).TemplateVariables);
    }

    [Fact]
    public async Task Put_TooManyVariablesOrValues_IsRefused()
    {
        var many = string.Join(",", Enumerable.Range(0, 65).Select(number => $$"""
            "v{{number}}":{"type":"string"}
            """));
        var values = string.Join(",", Enumerable.Range(0, 65));
        using var app = await TestApp.StartAsync();

        var variables = (await app.PutQueueAsync("gpu", $$$$"""{"template_variables":{{{{{many}}}}}}""")).ReadProblem(422, "invalid_request");
        var enumeration = (await app.PutQueueAsync("gpu", $$$$"""{"template_variables":{"x":{"type":"integer","enum":[{{{{values}}}}]}}}""")).ReadProblem(422, "invalid_request");

        Assert.Equal("/template_variables too_many", Assert.Single(variables.Errors) is var one ? $"{one.Pointer} {one.Code}" : "");
        Assert.Equal("/template_variables/x/enum too_many", Assert.Single(enumeration.Errors) is var other ? $"{other.Pointer} {other.Code}" : "");
    }
}
