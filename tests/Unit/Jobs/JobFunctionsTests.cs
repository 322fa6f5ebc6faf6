using System.Text.Json;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Jobs;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Functions.Jobs;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Jobs;

public sealed class JobFunctionsTests
{
    private const string Whole = """
        {"source":"acme/vision/train:latest","image":"registry.example/train:1","command":["python","train.py"],"args":["--amp"],"env":{"MODE":"fast"},
         "config":{"lr":0.001},"input_schema":{"type":"object","properties":{"lr":{"type":"number","exclusiveMinimum":0}}},"resource_args":{"a":{"b":null}},
         "timeouts":{"run_seconds":60},"retry":{"max_retries":2}}
        """;

    [Fact]
    public async Task Post_Whole_IsKeptAsItWasPosted()
    {
        using var app = await TestApp.StartAsync();

        var posted = await app.MakeJobAsync("train", Whole);
        var read = (await app.GetJobAsync("train")).Read<JobView>(200);

        Assert.Equal(("train", 1, TestApp.Noon), (read.Name, read.Version, read.CreatedAt));
        Assert.Equal(ContractJson.Serialize(posted), ContractJson.Serialize(read));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Whole), WithoutNulls(read)));
    }

    [Fact]
    public async Task Post_New_SaysWhereItIs()
    {
        using var app = await TestApp.StartAsync();
        var request = TestRequest.For("/jobs/train/versions", """{"command":["true"]}""");

        await app.Create<JobFunctions>().PostAsync(request, "train", CancellationToken.None);

        Assert.Equal("/api/jobs/train/versions/1", request.HttpContext.Response.Headers.Location);
    }

    [Fact]
    public async Task Post_AgainAndAgain_CountsVersionsThatNeverChange()
    {
        using var app = await TestApp.StartAsync();
        for (var version = 1; version <= 12; version++)
        {
            Assert.Equal(version, (await app.MakeJobAsync("train", $$"""{"command":["v{{version}}"]}""")).Version);
            app.Clock.Now += TimeSpan.FromMinutes(1);
        }

        for (var version = 1; version <= 12; version++)
        {
            var read = (await app.GetJobAsync("train", $"{version}")).Read<JobView>(200);
            Assert.Equal((version, $"v{version}", TestApp.Noon.AddMinutes(version - 1)), (read.Version, Assert.Single(read.Command!), read.CreatedAt));
        }

        Assert.Equal(12, (await app.GetJobAsync("train")).Read<JobView>(200).Version);
    }

    [Theory]
    [InlineData("""{"command":["true"],"config":{"a":1,"b":{"c":2,"d":3}},"env":{"X":"1","Y":"2"}}""", 200, 1)]
    [InlineData("""{ "env":{"Y":"2","X":"1"}, "args":null, "config":{"b":{"d":3,"c":2},"a":1}, "command":["true"] }""", 200, 1)]
    [InlineData("""{"command":["true"],"config":{"a":1.0,"b":{"c":2,"d":3}},"env":{"X":"1","Y":"2"}}""", 201, 2)]
    [InlineData("""{"command":["true"],"config":{"a":1,"b":{"c":2,"d":3}},"env":{"X":"1","Y":"3"}}""", 201, 2)]
    public async Task Post_WhatTheLatestVersionSays_IsThatVersion(string body, int status, int version)
    {
        using var app = await TestApp.StartAsync();
        await app.MakeJobAsync("train", """{"command":["true"],"config":{"a":1,"b":{"c":2,"d":3}},"env":{"X":"1","Y":"2"}}""");

        Assert.Equal(version, (await app.PostJobAsync("train", body)).Read<JobView>(status).Version);
    }

    [Fact]
    public async Task Post_WhatAnEarlierVersionSays_IsANewVersion()
    {
        using var app = await TestApp.StartAsync();
        await app.MakeJobAsync("train", """{"command":["a"]}""");
        await app.MakeJobAsync("train", """{"command":["b"]}""");

        Assert.Equal(3, (await app.MakeJobAsync("train", """{"command":["a"]}""")).Version);
    }

    [Theory]
    [InlineData("Train", """{"command":["true"]}""", " invalid_format")]
    [InlineData("train", "{}", " missing_source")]
    [InlineData("train", """{"source":"a/b/c:latest"}""", " missing_source")]
    [InlineData("train", """{"command":[]}""", "/command invalid_format")]
    [InlineData("train", """{"command":"python train.py"}""", "/command wrong_type")]
    [InlineData("train", """{"comand":["true"],"image":"x"}""", "/comand unknown_field")]
    [InlineData("train", """{"image":"a b","config":[],"retry":{"max_retries":101},"timeouts":{"ready_seconds":1}}""", "/config wrong_type", "/image invalid_format", "/retry/max_retries out_of_range", "/timeouts/ready_seconds not_supported")]
    [InlineData("train", """{"command":["true"],"env":{"LAUNCH_ID":"x","WANDB_API_KEY":"x"}}""", "/env/LAUNCH_ID reserved_name", "/env/WANDB_API_KEY secret_in_spec")]
    [InlineData("train", """{"command":["true"],"config":{"api_key":"x"}}""", "/config/api_key secret_in_spec")]
    [InlineData("train", """{"command":["true"],"secret_env":{"A":"setting://A"}}""", "/secret_env unknown_field")]
    [InlineData("train", """{"command":["true"],"input_schema":{"anyOf":[],"properties":{"lr":{"$ref":"#","type":"float"}}}}""", "/input_schema/anyOf not_supported", "/input_schema/properties/lr/$ref not_supported", "/input_schema/properties/lr/type invalid_value")]
    [InlineData("train", """{"command":["true"],"input_schema":{"enum":[1e-99999999999]}}""", "/input_schema/enum/0 out_of_range")]
    [InlineData("train", """[]""", " wrong_type")]
    public async Task Post_Bad_IsRefusedWithAllProblems(string name, string body, params string[] problems)
    {
        using var app = await TestApp.StartAsync();

        var answer = (await app.PostJobAsync(name, body)).ReadProblem(422, "invalid_request");

        Assert.Equal(problems, answer.Errors.Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(app.Directory.All, row => row.PartitionKey == JobKeys.Partition);
    }

    [Fact]
    public async Task Post_NoJsonOrTooMuch_IsRefused()
    {
        using var app = await TestApp.StartAsync();

        (await app.PostJobAsync("train", "{")).ReadProblem(400, "invalid_json");
        (await app.PostJobAsync("train", $$"""{"command":["{{new string('x', JobRequest.MostBytes)}}"]}""")).ReadProblem(413, "too_large");
    }

    [Fact]
    public async Task Post_TooLongForARow_StandsInABlob()
    {
        using var app = await TestApp.StartAsync();
        var body = $$$"""{"command":["true"],"config":{"text":"{{{new string('x', TextBlobs.LargestInline)}}}"}}""";

        await app.MakeJobAsync("train", body);

        Assert.Equal(TextBlobs.LargestInline, (await app.GetJobAsync("train", "1")).Read<JobView>(200).Config!.Value.GetProperty("text").GetString()!.Length);
        Assert.StartsWith("blob:jobs/train/", Assert.Single(app.Directory.All, row => row.RowKey == JobKeys.Version("train", 1)).GetString("definition"), StringComparison.Ordinal);
        Assert.Equal(1, (await app.PostJobAsync("train", body)).Read<JobView>(200).Version);
    }

    [Fact]
    public async Task Get_Secrets_AreBlankedAndSchemasAreNot()
    {
        using var app = await TestApp.StartAsync();
        await app.PostJobAsync("train", """{"command":["x","--token","abc"],"env":{"HF_TOKEN":"abc"},"input_schema":{"properties":{"password":{"type":"string","maxLength":8}}}}""");

        var text = ((ContentResult)await app.GetJobAsync("train")).Content!;

        Assert.DoesNotContain("abc", text, StringComparison.Ordinal);
        Assert.Contains(""""password":{"type":"string","maxLength":8}"""", text, StringComparison.Ordinal);
        Assert.Contains("abc", app.Directory.All.Single(row => row.RowKey == JobKeys.Version("train", 1)).GetString("definition"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobRequest.MostPatterns, null)]
    [InlineData(JobRequest.MostPatterns + 1, "/input_schema too_many")]
    public async Task Post_MorePatternsThanEveryLaunchCanBeHeldTo_IsRefused(int patterns, string? problem)
    {
        using var app = await TestApp.StartAsync();
        var properties = string.Join(',', Enumerable.Range(0, patterns).Select(i => $"\"p{i}\":{{\"pattern\":\"[a-z]{{{i}}}\"}}"));

        var answer = await app.PostJobAsync("train", $"{{\"command\":[\"true\"],\"input_schema\":{{\"properties\":{{{properties}}}}}}}");

        if (problem is null)
            answer.Read<JobView>(201);
        else
            Assert.Equal([problem], answer.ReadProblem(422, "invalid_request").Errors.Select(error => $"{error.Pointer} {error.Code}"));
    }

    [Theory]
    [InlineData("nothing", "latest")]
    [InlineData("nothing", "1")]
    [InlineData("train", "0")]
    [InlineData("train", "2")]
    [InlineData("train", "v1")]
    [InlineData("train", "-1")]
    [InlineData("train", "99999999999")]
    [InlineData("TRAIN", "1")]
    [InlineData("a/b", "1")]
    [InlineData("a\n#?", "1")]
    public async Task Get_NoSuchVersion_IsUnknown(string name, string version)
    {
        using var app = await TestApp.StartAsync();
        await app.PostJobAsync("train");

        (await app.GetJobAsync(name, version)).ReadProblem(404, "unknown_job");
    }

    [Fact]
    public async Task List_AllJobs_AreShownOnceWithTheirLatestVersionByPages()
    {
        using var app = await TestApp.StartAsync();
        foreach (var name in new[] { "b", "a-b", "a", "a0", "c" })
            await app.PostJobAsync(name);
        await app.PostJobAsync("b", """{"command":["false"],"image":"i","source":"s"}""");

        var seen = new List<JobSummary>();
        string? token = null;
        do
        {
            var page = (await app.ListJobsAsync($"?limit=2{(token is null ? "" : $"&page_token={token}")}")).Read<ListPage<JobSummary>>(200);
            Assert.InRange(page.Items.Count, 1, 2);
            seen.AddRange(page.Items);
            token = page.NextPageToken;
        }
        while (token is not null);

        Assert.Equal(["a", "a-b", "a0", "b", "c"], seen.Select(job => job.Name));
        Assert.Equal(new JobSummary("b", 2, "s", "i", TestApp.Noon), seen[3]);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?page_token=A")]
    public async Task List_BadQuery_IsRefused(string query)
    {
        using var app = await TestApp.StartAsync();

        (await app.ListJobsAsync(query)).ReadProblem(400, "invalid_query");
    }

    private static JsonElement WithoutNulls(JobView view) => JsonSerializer.SerializeToElement(
        JsonSerializer.SerializeToElement(view, ContractJson.Options).EnumerateObject().Where(member => member.Name is not ("name" or "version" or "created_at"))
            .ToDictionary(member => member.Name, member => member.Name is "timeouts" or "retry"
                ? JsonSerializer.SerializeToElement(member.Value.EnumerateObject().Where(inner => inner.Value.ValueKind != JsonValueKind.Null).ToDictionary(inner => inner.Name, inner => inner.Value))
                : member.Value));
}
