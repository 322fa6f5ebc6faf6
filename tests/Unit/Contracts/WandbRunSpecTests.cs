using System.Text.Json.Nodes;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>One test for each row of the W&amp;B table in docs/reference/launch-spec.md.</summary>
public sealed class WandbRunSpecTests
{
    /// <summary>As W&amp;B's client 0.20.1 sends it, empty fields included.</summary>
    private const string Usual = """
        {"entity": "acme-ml", "project": "vision", "name": "baseline-7", "author": "dana",
         "job": "acme-ml/vision/job-train:v12", "run_id": "k3x9q2mz",
         "resource": "kubernetes",
         "resource_args": {"kubernetes": {"metadata": {"namespace": "train"}}},
         "overrides": {"args": ["--amp"], "entry_point": ["python", "train.py"], "run_config": {"lr": 0.001}, "files": {"conf.yaml": {"seed": 1}, "a.txt": "b"},
                       "artifacts": {}, "dockerfile": null},
         "docker": {}, "git": {}, "sweep_id": null, "_resume_count": 0, "_wandb_api_key": null, "python_version": ""}
        """;

    [Fact]
    public void BareRunSpec_Usual_MapsWithoutAWord()
    {
        var parsed = LaunchSpecParser.Parse(Usual);

        Assert.Empty(parsed.Problems);
        Assert.Empty(parsed.Warnings);
    }

    [Theory]
    [InlineData("""{"resource":"kubernetes"}""", true)]
    [InlineData("""{"overrides":{}}""", true)]
    [InlineData("""{"docker":{}}""", true)]
    [InlineData("""{"uri":"x"}""", true)]
    [InlineData("""{"entity":"a","project":"b"}""", true)]
    [InlineData("""{"entity":"a"}""", false)]
    [InlineData("""{"job":"train"}""", false)]
    [InlineData("""{"schema_version":1,"resource":"kubernetes"}""", false)]
    public void Detection_FieldsThatOnlyWandbKnows_MakeItARunSpec(string json, bool isRunSpec) =>
        Assert.Equal(isRunSpec, LaunchSpecParser.Parse(json).Readable!.WandbOrigin is not null);

    [Fact]
    public void Envelope_AddsQueueAndWhatWandbHasNoWordFor()
    {
        var spec = Valid($$"""{"schema_version":1,"queue":"gpu","idempotency_key":"k","retry":{"max_retries":2},"env":{"A":"b"},"wandb":{{Usual}}}""");

        Assert.Equal("gpu", spec.Queue);
        Assert.Equal("k", spec.IdempotencyKey);
        Assert.Equal(2, spec.Retry!.MaxRetries);
        Assert.Equal("b", spec.Env!["A"]);
        Assert.Equal("baseline-7", spec.Name);
    }

    [Fact]
    public void Envelope_SaysWhatTheRunSpecSays_IsAConflict() =>
        AssertProblem($$"""{"queue":"gpu","name":"x","wandb":{{Usual}}}""", "/name", ProblemCodes.ConflictingField);

    [Fact]
    public void Envelope_ProblemInside_IsPointedAt() =>
        AssertProblem("""{"queue":"gpu","wandb":{"docker":{"docker_image":"a"},"overrides":{"args":[1]}}}""", "/wandb/overrides/args/0", ProblemCodes.WrongType);

    [Fact]
    public void SameFields_AreTaken()
    {
        var spec = Valid(With("priority", "1", ("sweep_id", "\"s1\""), ("_resume_count", "3")));

        Assert.Equal(("baseline-7", "dana", "k3x9q2mz", "s1", Priority.High), (spec.Name, spec.Author, spec.RunId, spec.SweepId, spec.Priority));
        Assert.Equal(3, spec.WandbOrigin!.ResumeCount);
        Assert.Null(spec.Queue);
    }

    [Fact]
    public void EntityAndProject_AreKept() =>
        Assert.Equal(("acme-ml", "vision"), (Valid(Usual).WandbOrigin!.Entity, Valid(Usual).WandbOrigin!.Project));

    [Fact]
    public void Image_OfDockerOrImageUri_IsTaken()
    {
        Assert.Equal("r/a:1", Valid("""{"docker":{"docker_image":"r/a:1"}}""").Image);
        Assert.Equal("r/b:1", Valid("""{"image_uri":"r/b:1","resource":"kubernetes"}""").Image);
        AssertWarning("""{"docker":{"docker_image":"r/a:1"},"image_uri":"r/b:1"}""", WarningCodes.IgnoredField, "image_uri");
    }

    [Fact]
    public void Overrides_AreTaken()
    {
        var spec = Valid(Usual);

        Assert.Equal(["--amp"], spec.Args);
        Assert.Equal(["python", "train.py"], spec.Command);
        Assert.Equal(0.001, spec.Config!.Value.GetProperty("lr").GetDouble());
        Assert.Equal("""{"seed":1}""", spec.Files!["conf.yaml"]);
        Assert.Equal("b", spec.Files["a.txt"]);
    }

    [Fact]
    public void EmptyEntryPoint_MeansThatOfTheJob() => Assert.Null(Valid("""{"job":"a/b/c:v1","overrides":{"entry_point":[]}}""").Command);

    [Fact]
    public void Job_IsLeftForTheAppToLookUp()
    {
        var spec = Valid(Usual);

        Assert.Equal("acme-ml/vision/job-train:v12", spec.WandbOrigin!.JobSource);
        Assert.Null(spec.Job);
    }

    /// <summary>W&amp;B does not fetch the job then (facts: source resolution).</summary>
    [Fact]
    public void Job_BesideAnImage_IsIgnoredWithAWarning()
    {
        const string both = """{"job":"a/b/c:v1","docker":{"docker_image":"r/a:1"}}""";

        AssertWarning(both, WarningCodes.IgnoredField, "job");
        Assert.Null(Valid(both).WandbOrigin!.JobSource);
    }

    [Theory]
    [InlineData("kubernetes")]
    [InlineData("local-process")]
    public void Resource_Known_IsKeptForTheAppToCompare(string resource) =>
        Assert.Equal(resource, Valid($$"""{"resource":"{{resource}}","job":"a/b/c:v1"}""").WandbOrigin!.Resource);

    [Theory]
    [InlineData("local-container")]
    [InlineData("sagemaker")]
    [InlineData("gcp-vertex")]
    [InlineData("slurm")]
    public void Resource_Other_IsAnError(string resource) =>
        AssertProblem($$"""{"resource":"{{resource}}","job":"a/b/c:v1"}""", "/resource", ProblemCodes.UnsupportedResource);

    [Fact]
    public void ResourceArgs_OfTheResource_AreTaken()
    {
        Assert.Equal("train", Valid(Usual).ResourceArgs!.Value.GetProperty("metadata").GetProperty("namespace").GetString());
        Assert.Equal(1, Valid("""{"job":"a/b/c:v1","docker":{},"resource_args":{"kubernetes":{"x":1}}}""").ResourceArgs!.Value.GetProperty("x").GetInt32());
    }

    [Fact]
    public void ResourceArgs_OfAnotherResource_AreAWarning()
    {
        var json = """{"job":"a/b/c:v1","resource":"kubernetes","resource_args":{"kubernetes":{"x":1},"sagemaker":{"y":2},"local-process":{}}}""";

        AssertWarning(json, WarningCodes.IgnoredField, "resource_args.sagemaker");
        Assert.Equal("""{"x":1}""", Valid(json).ResourceArgs!.Value.GetRawText());
    }

    [Fact]
    public void ResourceArgs_Builder_IsTakenOutWithAWarning()
    {
        const string json = """{"job":"a/b/c:v1","resource":"kubernetes","resource_args":{"kubernetes":{"x":1,"builder":{"accelerator":{"base_image":"i"}}}}}""";

        AssertWarning(json, WarningCodes.IgnoredField, "resource_args.kubernetes.builder");
        Assert.Equal("""{"x":1}""", Valid(json).ResourceArgs!.Value.GetRawText());
    }

    [Theory]
    [InlineData("""{"job":"a/b/c:v1","overrides":{"artifacts":{"a":"b"}}}""", "overrides.artifacts")]
    [InlineData("""{"job":"a/b/c:v1","docker":{"user_id":1000}}""", "docker.user_id")]
    [InlineData("""{"job":"a/b/c:v1","docker":{},"python_version":"3.11"}""", "python_version")]
    [InlineData("""{"job":"a/b/c:v1","docker":{},"builder":{"type":"noop"}}""", "builder")]
    [InlineData("""{"job":"a/b/c:v1","docker":{},"registry":{"url":"x"}}""", "registry")]
    [InlineData("""{"job":"a/b/c:v1","docker":{},"queue_entity":"x"}""", "queue_entity")]
    [InlineData("""{"job":"a/b/c:v1","docker":{},"git":{"repo":"x"}}""", "git")]
    public void FieldsWithoutEffect_AreAWarningEach(string json, string field) => AssertWarning(json, WarningCodes.IgnoredField, field);

    [Theory]
    [InlineData("""{"job":"a/b/c:v1","docker":{},"additional_services":[1]}""", "additional_services")]
    [InlineData("""{"job":"a/b/c:v1","overrides":{"colour":"red"}}""", "overrides.colour")]
    [InlineData("""{"job":"a/b/c:v1","docker":{"colour":"red"}}""", "docker.colour")]
    public void UnknownFields_AreAWarningEach(string json, string field) => AssertWarning(json, WarningCodes.UnknownField, field);

    /// <summary>A mebibyte of them took six seconds while each was looked up by name.</summary>
    [Fact]
    public void UnknownFields_ManyThousands_GiveAHundredWarnings()
    {
        var parsed = LaunchSpecParser.Parse($$"""{"job":"a/b/c:v1","docker":{},{{string.Join(',', Enumerable.Range(0, 50_000).Select(number => $"\"unknown{number}\":1"))}}}""");

        Assert.True(parsed.IsValid);
        Assert.Equal(SpecLimits.Warnings, parsed.Warnings.Count);
    }

    [Theory]
    [InlineData("""{"uri":"https://github.com/a/b"}""", "/uri")]
    [InlineData("""{"uri":"https://github.com/a/b","overrides":{"entry_point":["python","a.py"]}}""", "/uri")]
    [InlineData("""{"entity":"a","project":"b","git":{"repo":"https://github.com/a/b","version":"main"}}""", "/git")]
    [InlineData("""{"job":"a/b/c:v1","overrides":{"dockerfile":"Dockerfile.gpu"}}""", "/overrides/dockerfile")]
    public void WhatNeedsABuild_IsAnErrorWithAdvice(string json, string pointer) => AssertProblem(json, pointer, ProblemCodes.NeedsBuild);

    [Fact]
    public void ApiKey_IsAnError()
    {
        AssertProblem(With("_wandb_api_key", "\"0123456789\""), "/_wandb_api_key", ProblemCodes.SecretInSpec);
        AssertProblem($$"""{"queue":"gpu","wandb":{{With("_wandb_api_key", "\"0123456789\"")}}}""", "/wandb/_wandb_api_key", ProblemCodes.SecretInSpec);
    }

    [Fact]
    public void PlaceholderUri_IsASweepScheduler()
    {
        var spec = Valid("""{"uri":"placeholder-uri-scheduler","run_id":"s1","resource":"local-process","overrides":{"entry_point":["wandb","scheduler","s1"]}}""");

        Assert.True(spec.IsSweepScheduler);
        Assert.Equal("s1", spec.SweepId);
        Assert.False(Valid(Usual).IsSweepScheduler);
        AssertProblem("""{"uri":"placeholder-uri-scheduler"}""", "/sweep_id", ProblemCodes.MissingField);
    }

    [Fact]
    public void NoSource_IsAnError() => AssertProblem("""{"entity":"a","project":"b"}""", "", ProblemCodes.MissingSource);

    [Fact]
    public void TemplateVariables_AreTaken() =>
        Assert.Equal(4, Valid("""{"job":"a/b/c:v1","docker":{},"template_variables":{"cpu":4}}""").TemplateVariables!["cpu"].GetInt32());

    private static string With(string name, string value, params (string Name, string Value)[] more)
    {
        var spec = JsonNode.Parse(Usual)!.AsObject();
        foreach (var (field, json) in more.Append((name, value)))
        {
            spec[field] = JsonNode.Parse(json);
        }

        return spec.ToJsonString();
    }

    private static LaunchSpec Valid(string json)
    {
        var parsed = LaunchSpecParser.Parse(json);
        Assert.Empty(parsed.Problems);
        return parsed.Spec!;
    }

    private static void AssertProblem(string json, string pointer, string code)
    {
        var problem = Assert.Single(LaunchSpecParser.Parse(json).Problems);
        Assert.Equal((pointer, code), (problem.Pointer, problem.Code));
        Assert.NotEmpty(problem.Message);
    }

    private static void AssertWarning(string json, string code, string field)
    {
        var parsed = LaunchSpecParser.Parse(json);
        Assert.Empty(parsed.Problems);
        var warning = Assert.Single(parsed.Warnings);
        Assert.Equal((code, "agent"), (warning.Code, warning.Stage));
        Assert.StartsWith(field + " ", warning.Message, StringComparison.Ordinal);
    }
}
