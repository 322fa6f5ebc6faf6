using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class QueueSpecRulesTests
{
    [Theory]
    [InlineData("""{"prioritization":false}""", """{"command":["true"],"priority":"medium"}""", "/priority not_prioritized")]
    [InlineData("""{"prioritization":false}""", """{"resource":"local-process","overrides":{"entry_point":["true"]},"priority":2}""", "/priority not_prioritized")]
    [InlineData("""{"secure_mode":true}""", """{"command":["true"],"executor":"process","args":["x"]}""", "/command secure_mode", "/executor secure_mode", "/job secure_mode")]
    [InlineData("""{"secure_mode":true}""", """{"image":"x","resource_args":{}}""", "/image image_not_supported", "/image secure_mode", "/job secure_mode", "/resource_args secure_mode")]
    public async Task Submit_WhatTheQueueDoesNotLetItsLaunchesSay_IsRefusedByName(string queue, string spec, params string[] problems)
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", queue);

        var answer = (await app.PostAsync(spec)).ReadProblem(422, "invalid_spec");

        Assert.Equal(problems, answer.Errors.Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Submit_QueueWithDefaults_FillsInWhatTheLaunchLeavesOpen()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """
            {"retry":{"max_retries":2,"factor":3},"timeouts":{"run_seconds":60,"stop_grace_seconds":1},"capture_logs":false,"labels":["gpu"]}
            """);

        var launch = await app.ReadAsync((await app.SubmitAsync("m1", """{"command":["true"],"retry":{"max_retries":0},"timeouts":{"run_seconds":5},"labels":["a"]}""")).Id);

        var resolved = ContractJson.Deserialize<ResolvedSpec>(launch.Resolved)!;
        Assert.Equal(new LaunchRetry(0, 10, 3, 600), resolved.Retry);
        Assert.Equal(new LaunchTimeouts(1800, 5, 1), resolved.Timeouts);
        Assert.Equal((false, 0), (resolved.CaptureLogs, launch.MaxRetries));
        Assert.Equal(["a", "gpu"], launch.Labels);
    }

    [Fact]
    public async Task Submit_LaunchThatWantsItsOutput_WinsOverTheQueue()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", """{"capture_logs":false}""");

        var launch = await app.ReadAsync((await app.SubmitAsync("m1", """{"command":["true"],"capture_logs":true}""")).Id);

        Assert.True(ContractJson.Deserialize<ResolvedSpec>(launch.Resolved)!.CaptureLogs);
    }

    [Fact]
    public async Task Put_RowOfAnEarlierVersion_IsReadWithTheDefaults()
    {
        using var app = await TestApp.StartAsync();
        var partition = LaunchId.PartitionOf("default");
        var old = new Azure.Data.Tables.TableEntity(partition, "h") { ["queue"] = "default", ["config"] = """{"executor":"process","prioritization":true,"max_concurrency":-1,"labels":[]}""" };
        await app.Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.UpsertReplace, old)], CancellationToken.None);

        var queue = await app.ViewAsync("default");

        Assert.Equal((1, OnLimit.Enqueue, false, null), (queue!.ConfigVersion, queue.OnLimit, queue.SecureMode, queue.MaxBacklog));
        Assert.Equal(2, (await app.PauseAsync()).Read<QueueView>(200).ConfigVersion);
    }
}
