using System.Reflection;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.House;
using LaunchAgent.Tests.Unit.Jobs;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Queues;

/// <summary>The W&amp;B table of docs/reference/launch-spec.md, row by row: what a bare run spec becomes, from the request to what its command finds.</summary>
public sealed class WandbTableTests
{
    /// <summary>What the rows are added to: it runs here without a word.</summary>
    private const string Runs = "\"entity\":\"acme-ml\",\"project\":\"vision\",\"resource\":\"local-process\"";

    private const string Command = "\"overrides\":{\"entry_point\":[\"python\",\"train.py\"]}";

    [Fact]
    public void Table_HasATestForEveryRow()
    {
        var page = Repository.Read("docs/reference/launch-spec.md");
        var table = page[page.IndexOf("| Run spec | Here |", StringComparison.Ordinal)..];
        var rows = table[..table.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').Skip(2).Select(line => line.Split('|')[1].Trim());

        var tests = typeof(WandbTableTests).GetMethods().Select(method => method.GetCustomAttribute<WandbRowAttribute>()?.Fields).OfType<string>();

        Assert.Equal(rows.Order(StringComparer.Ordinal), tests.Order(StringComparer.Ordinal));
    }

    [Fact]
    [WandbRow("`name`, `author`, `run_id`, `sweep_id`, `priority`, `template_variables`, `_resume_count`")]
    public async Task SameFields_AreThoseOfTheLaunch()
    {
        using var app = await StartAsync();

        var launch = await AcceptAsync(app, Command, "\"name\":\"baseline-7\",\"author\":\"dana\",\"run_id\":\"k3x9q2mz\",\"priority\":1,\"_resume_count\":3,\"sweep_id\":null,\"template_variables\":{}");

        var shown = (await app.Get<LaunchQueries>().FindAsync(launch.Id, CancellationToken.None))!;
        Assert.Equal(("baseline-7", "dana", "k3x9q2mz", Priority.High, 3), (shown.Name, shown.Author, shown.RunId, shown.Priority, shown.ResumeCount));
        var finds = Environment(launch);
        Assert.Equal(("k3x9q2mz", "3"), (finds["LAUNCH_RUN_ID"], finds["LAUNCH_RESUME_COUNT"]));
        // Sweeps do not exist here yet.
        Assert.Equal("not_supported", await RefusedAsync("/sweep_id", Command, "\"sweep_id\":\"s1\""));
    }

    [Fact]
    [WandbRow("`entity`, `project`")]
    public async Task EntityAndProject_AreKeptAndFoundWhereTheQueueSaysSo()
    {
        using var app = await StartAsync();
        var without = await AcceptAsync(app, Command);
        await app.ChangeDefaultAsync(header => header with { Config = header.Config with { WandbEnv = true } });
        var with = await AcceptAsync(app, Command);

        var shown = await app.Get<LaunchSpecQueries>().FindAsync(without.Id, CancellationToken.None);
        Assert.Equal(new WandbRun("acme-ml", "vision", Env: false), shown!.Resolved!.Wandb);
        Assert.DoesNotContain(Environment(without), variable => variable.Key.StartsWith("WANDB_", StringComparison.Ordinal));
        Assert.Equal(("acme-ml", "vision"), (Environment(with)["WANDB_ENTITY"], Environment(with)["WANDB_PROJECT"]));
    }

    [Theory]
    [WandbRow("`docker.docker_image`, else `image_uri`")]
    [InlineData("\"docker\":{\"docker_image\":\"r/a:1\"}", "/docker/docker_image")]
    [InlineData("\"image_uri\":\"r/a:1\"", "/image_uri")]
    public async Task Image_IsTheLaunchsAndNotForProcesses(string field, string pointer) => Assert.Equal("image_not_supported", await RefusedAsync(pointer, Command, field));

    [Fact]
    [WandbRow("`overrides.args`, `.entry_point`, `.run_config`, `.files`")]
    public async Task Overrides_AreWhatRuns()
    {
        using var app = await StartAsync();

        var launch = await AcceptAsync(app, "\"overrides\":{\"args\":[\"--amp\"],\"entry_point\":[\"python\",\"train.py\"],\"run_config\":{\"lr\":0.001},\"files\":{\"conf.yaml\":{\"seed\":1},\"a.txt\":\"b\"}}");

        var resolved = Resolved(launch);
        Assert.Equal(["python", "train.py", "--amp"], resolved.Command);
        Assert.Equal(("""{"seed":1}""", "b"), (resolved.Files["conf.yaml"], resolved.Files["a.txt"]));
        Assert.Equal("""{"lr":0.001}""", Environment(launch)["LAUNCH_CONFIG"]);
    }

    [Fact]
    [WandbRow("`job`")]
    public async Task Job_IsTheOneOfThatSource()
    {
        using var app = await StartAsync();
        const string job = "\"job\":\"acme-ml/vision/job-train:v12\"";
        var unknown = Assert.Single((await PostAsync(app, $$"""{{{Runs}},{{job}}}""")).ReadProblem(422, "invalid_spec").Errors);
        await app.MakeJobAsync("train", """{"source":"acme-ml/vision/job-train:v12","command":["python","job.py"]}""");

        var launch = await AcceptAsync(app, job);
        var beside = Assert.Single((await PostAsync(app, $$"""{{{Runs}},{{job}},"docker":{"docker_image":"r/a:1"} }""")).ReadProblem(422, "invalid_spec").Errors);

        Assert.Equal(("/job", "unknown_job"), (unknown.Pointer, unknown.Code));
        Assert.Equal(["python", "job.py"], Resolved(launch).Command);
        // As at W&B an image goes first; no executor here runs one.
        Assert.Equal(("/docker/docker_image", "image_not_supported"), (beside.Pointer, beside.Code));
    }

    [Theory]
    [WandbRow("`resource`")]
    [InlineData("local-container", "unsupported_resource")]
    [InlineData("sagemaker", "unsupported_resource")]
    [InlineData("gcp-vertex", "unsupported_resource")]
    [InlineData("kubernetes", "resource_mismatch")]
    public async Task Resource_OtherThanTheExecutors_IsRefused(string resource, string code)
    {
        using var app = await StartAsync();

        var problem = (await PostAsync(app, $$"""{"resource":"{{resource}}",{{Command}}}""")).ReadProblem(422, "invalid_spec");

        Assert.Equal(("/resource", code), (Assert.Single(problem.Errors).Pointer, problem.Errors[0].Code));
    }

    [Theory]
    [WandbRow("`resource_args.<resource>`")]
    [InlineData("\"resource_args\":{\"kubernetes\":{\"x\":1}}", "resource_args.kubernetes")]
    [InlineData("\"resource_args\":{\"sagemaker\":{\"x\":1}}", "resource_args.sagemaker")]
    public async Task ResourceArgs_OfAnotherResource_AreAWarningOfTheLaunch(string field, string named) =>
        await AssertWarningAsync(WarningCodes.IgnoredField, named, Command, field);

    [Fact]
    public async Task ResourceArgs_OfTheResource_AreTheLaunchs()
    {
        using var app = await StartAsync();

        var launch = await AcceptAsync(app, Command, "\"resource_args\":{\"local-process\":{\"env\":{\"GPUS\":\"2\"}}}");

        Assert.Equal("""{"env":{"GPUS":"2"}}""", Resolved(launch).ResourceArgs!.Value.GetRawText());
    }

    [Theory]
    [WandbRow("`overrides.artifacts`, `docker.user_id`, `python_version`, `builder`, `registry`, `queue_entity`")]
    [InlineData("\"overrides\":{\"entry_point\":[\"a\"],\"artifacts\":{\"a\":\"b\"}}", "overrides.artifacts")]
    [InlineData(Command + ",\"docker\":{\"user_id\":1000}", "docker.user_id")]
    [InlineData(Command + ",\"python_version\":\"3.11\"", "python_version")]
    [InlineData(Command + ",\"builder\":{\"type\":\"noop\"}", "builder")]
    [InlineData(Command + ",\"registry\":{\"url\":\"x\"}", "registry")]
    [InlineData(Command + ",\"queue_entity\":\"x\"", "queue_entity")]
    public async Task FieldsWithoutEffect_AreAWarningOfTheLaunchEach(string fields, string named) => await AssertWarningAsync(WarningCodes.IgnoredField, named, fields);

    [Theory]
    [WandbRow("unknown fields, also in `docker` and `overrides`")]
    [InlineData(Command + ",\"additional_services\":[1]", "additional_services")]
    [InlineData(Command + ",\"docker\":{\"colour\":\"red\"}", "docker.colour")]
    [InlineData("\"overrides\":{\"entry_point\":[\"a\"],\"colour\":\"red\"}", "overrides.colour")]
    public async Task UnknownFields_AreAWarningOfTheLaunchEach(string fields, string named) => await AssertWarningAsync(WarningCodes.UnknownField, named, fields);

    [Theory]
    [WandbRow("`uri` or `git` without image or job; `overrides.dockerfile`")]
    [InlineData("/uri", "\"uri\":\"https://github.com/a/b\"")]
    [InlineData("/git", "\"git\":{\"repo\":\"https://github.com/a/b\"}")]
    [InlineData("/overrides/dockerfile", "\"overrides\":{\"entry_point\":[\"a\"],\"dockerfile\":\"Dockerfile.gpu\"}")]
    public async Task WhatNeedsABuild_IsRefusedWithAdvice(string pointer, string field) => Assert.Equal("needs_build", await RefusedAsync(pointer, field));

    [Theory]
    [WandbRow("`uri` or `git` beside an image or a job")]
    [InlineData("\"uri\":\"https://github.com/a/b\"", "uri")]
    [InlineData("\"git\":{\"repo\":\"https://github.com/a/b\"}", "git")]
    public async Task WhatNeedsNoBuild_IsAWarning(string field, string named)
    {
        using var app = await StartAsync();
        await app.MakeJobAsync("train", """{"source":"a/b/c:v1","command":["python","job.py"]}""");

        var warning = Assert.Single((await AcceptAsync(app, "\"job\":\"a/b/c:v1\"", field)).Warnings);

        Assert.Equal(WarningCodes.IgnoredField, warning.Code);
        Assert.StartsWith(named + " ", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    [WandbRow("`_wandb_api_key`")]
    public async Task ApiKey_IsRefusedAndNowhereInStorage()
    {
        using var app = await StartAsync();
        const string spec = "{" + Runs + "," + Command + ",\"_wandb_api_key\":\"0123456789abcdef\"}";

        Assert.Equal("secret_in_spec", Assert.Single((await PostAsync(app, spec)).ReadProblem(422, "invalid_spec").Errors).Code);
        var rejected = await app.ReadAsync((await app.SubmitAsync("m1", spec)).Id);

        Assert.Equal((LaunchState.Rejected, "secret_in_spec", true), (rejected.State, rejected.Error!.Code, rejected.IsBlanked));
        Assert.DoesNotContain(app.Launches.All.SelectMany(row => row), property => property.Value is string text && text.Contains("0123456789abcdef", StringComparison.Ordinal));
    }

    [Fact]
    [WandbRow("`uri` `placeholder-uri-scheduler`")]
    public async Task SweepScheduler_IsRefusedAndSaysWhy() =>
        Assert.Equal("not_supported", await RefusedAsync("/uri", "\"uri\":\"placeholder-uri-scheduler\",\"run_id\":\"s1\",\"overrides\":{\"entry_point\":[\"wandb\",\"scheduler\",\"s1\"]}"));

    // In a field of a launch spec, pointers begin there.
    [Fact]
    public async Task Envelope_WhatIsRefusedInside_IsPointedAt()
    {
        using var app = await StartAsync();

        var problem = (await PostAsync(app, $$"""{"schema_version":1,"queue":"default","wandb":{"sweep_id":"s1","docker":{"docker_image":"a"},{{Command}}} }""")).ReadProblem(422, "invalid_spec");

        Assert.Equal(["/wandb/docker/docker_image", "/wandb/sweep_id"], problem.Errors.Select(error => error.Pointer).Order(StringComparer.Ordinal));
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(maxConcurrency: 0);

    private static async Task<LaunchRow> AcceptAsync(TestApp app, params string[] fields) =>
        await app.ReadAsync(LaunchId.Parse((await PostAsync(app, $$"""{{{Runs}},{{string.Join(',', fields)}}}""")).Read<LaunchView>(201).Id));

    /// <summary>The code of the one problem.</summary>
    private static async Task<string> RefusedAsync(string pointer, params string[] fields)
    {
        using var app = await StartAsync();
        var problem = Assert.Single((await PostAsync(app, $$"""{{{Runs}},{{string.Join(',', fields)}}}""")).ReadProblem(422, "invalid_spec").Errors);
        Assert.Equal(pointer, problem.Pointer);
        Assert.Equal(0, app.Count(RowKeys.Launches));
        return problem.Code;
    }

    private static async Task AssertWarningAsync(string code, string named, params string[] fields)
    {
        using var app = await StartAsync();
        var warning = Assert.Single((await AcceptAsync(app, fields)).Warnings);
        Assert.Equal(code, warning.Code);
        Assert.StartsWith(named + " ", warning.Message, StringComparison.Ordinal);
    }

    private static ResolvedSpec Resolved(LaunchRow launch) => ContractJson.Deserialize<ResolvedSpec>(launch.Resolved)!;

    private static IReadOnlyDictionary<string, string> Environment(LaunchRow launch) =>
        AttemptRequests.Create(launch, Resolved(launch), new AgentOptions("local", [], [], new Dictionary<string, string>())).Environment;

    private static Task<IActionResult> PostAsync(TestApp app, string body) =>
        app.PostAsync(body);
}
