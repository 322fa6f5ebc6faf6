using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class QueueChangeTests
{
    private const string Everything =
        """
        {"display_name":"Big ones","executor":"process","resource_args":{"a":1},"prioritization":false,"max_concurrency":3,"on_limit":"cancel_new","max_backlog":9,
         "labels":["GPU"],"retry":{"max_retries":2},"timeouts":{"run_seconds":60},"secure_mode":true,"capture_logs":false}
        """;

    [Fact]
    public async Task Put_NewName_CreatesAndShowsAllOfIt()
    {
        using var app = await TestApp.StartAsync();

        var queue = (await app.PutQueueAsync("gpu", Everything)).Read<QueueView>(201);

        Assert.Equal(("gpu", "Big ones", "process", 1, 3, 9), (queue.Name, queue.DisplayName, queue.Executor, queue.ConfigVersion, queue.MaxConcurrency, queue.MaxBacklog));
        Assert.Equal((false, OnLimit.CancelNew, true, false), (queue.Prioritization, queue.OnLimit, queue.SecureMode, queue.CaptureLogs));
        Assert.Equal((1, 2, 60), (queue.ResourceArgs!.Value.GetProperty("a").GetInt32(), queue.Retry!.MaxRetries, queue.Timeouts!.RunSeconds));
        Assert.Equal(["gpu"], queue.Labels);
        Assert.Equal(["_rejected", "default", "gpu"], (await app.Get<QueueCatalog>().ListAsync(CancellationToken.None)).Order());
    }

    [Fact]
    public async Task Put_KnownName_ReplacesEveryFieldAndKeepsThePauseAndTheOverride()
    {
        using var app = await TestApp.StartAsync();
        await app.PutQueueAsync("gpu", Everything);
        await app.PauseAsync("gpu");
        await app.OverrideAsync("""{"max_concurrency":5,"until":"2031-05-01T13:00:00Z"}""", "gpu");

        var queue = (await app.PutQueueAsync("gpu", """{"max_concurrency":1}""")).Read<QueueView>(200);

        Assert.Equal((4, 1, null, true, OnLimit.Enqueue), (queue.ConfigVersion, queue.MaxConcurrency, queue.DisplayName, queue.Prioritization, queue.OnLimit));
        Assert.Equal((QueueState.Paused, 5), (queue.State, queue.LimitOverride!.MaxConcurrency));
        Assert.Equal(4, (await app.PutQueueAsync("gpu", """{"max_concurrency":1}""")).Read<QueueView>(200).ConfigVersion);
    }

    [Theory]
    [InlineData("gpu", """{"max_concurency":1}""", 422, "/max_concurency unknown_field")]
    [InlineData("gpu", """{"paused":true,"max_concurrency":-1,"labels":"x"}""", 422, "/labels wrong_type", "/max_concurrency out_of_range", "/paused unknown_field")]
    [InlineData("gpu", """{"on_limit":"drop","max_backlog":0}""", 422, "/max_backlog out_of_range", "/on_limit invalid_value")]
    [InlineData("gpu", """{"notify_url":"https://x.example","wandb_env":1}""", 422, "/notify_url not_supported", "/wandb_env wrong_type")]
    [InlineData("gpu", """{"retry":{"max_retries":999},"timeouts":{"ready_seconds":1}}""", 422, "/retry/max_retries out_of_range", "/timeouts/ready_seconds not_supported")]
    [InlineData("GPU", """{"x":1}""", 422, " invalid_format", "/x unknown_field")]
    [InlineData("_rejected", "{}", 422, " invalid_format")]
    [InlineData("gpu", "{", 400, " invalid_json")]
    public async Task Put_BadBody_NamesEveryProblemAndChangesNothing(string queue, string body, int status, params string[] problems)
    {
        using var app = await TestApp.StartAsync();

        var answer = (await app.PutQueueAsync(queue, body)).ReadProblem(status, status == 400 ? "invalid_json" : "invalid_request");

        Assert.Equal(problems, answer.Errors.Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal));
        Assert.Single(app.Launches.All);
    }

    [Theory]
    [InlineData("gpu", "If-None-Match", "*", 201)]
    [InlineData("gpu", "If-Match", "*", 412)]
    [InlineData("gpu", "If-Match", "\"1\"", 412)]
    [InlineData("default", "If-None-Match", "*", 412)]
    [InlineData("default", "If-None-Match", "\"1\"", 412)]
    [InlineData("default", "If-None-Match", "\"7\"", 200)]
    [InlineData("default", "If-Match", "*", 200)]
    [InlineData("default", "If-Match", "\"1\"", 200)]
    [InlineData("default", "If-Match", "\"7\", \"1\"", 200)]
    [InlineData("default", "If-Match", "\"2\"", 412)]
    [InlineData("default", "If-Match", "1", 412)]
    public async Task Put_Condition_HoldsOrIsRefused(string queue, string header, string value, int status)
    {
        using var app = await TestApp.StartAsync();

        var answer = await app.PutQueueAsync(queue, """{"max_concurrency":1}""", (header, value));

        Assert.Equal(status, answer.Status());
        if (status == 412)
            answer.ReadProblem(412, "etag");
        Assert.Equal(status != 412, (await app.ViewAsync(queue))?.MaxConcurrency == 1);
    }

    [Fact]
    public async Task Put_LowerLimit_BeatsAClaimInFlight()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.SubmitAsync("m2");
        app.BeforeNextCommit(() => app.PutQueueAsync("default", """{"max_concurrency":1}"""));

        var beaten = await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);

        Assert.True(beaten.Contended);
        Assert.Equal(1, await app.ClaimedAsync());
        Assert.Equal(0, await app.ClaimedAsync());
    }

    [Fact]
    public async Task Put_ClaimsChangeTheHeaderMeanwhile_IsTriedAgainUnderTheSameCondition()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        app.BeforeNextCommit(() => app.ClaimedAsync());

        Assert.Equal(200, (await app.PutQueueAsync("default", """{"max_concurrency":1}""", ("If-Match", "\"1\""))).Status());

        Assert.Equal((2, 1), ((await app.ViewAsync("default"))!.ConfigVersion, app.Count(RowKeys.Slots)));
    }

    [Fact]
    public async Task Put_TwoAtOnceUnderOneVersion_OneIsRefused()
    {
        using var app = await TestApp.StartAsync();
        app.BeforeNextCommit(() => app.PutQueueAsync("default", """{"max_concurrency":7}""", ("If-Match", "\"1\"")));

        (await app.PutQueueAsync("default", """{"max_concurrency":1}""", ("If-Match", "\"1\""))).ReadProblem(412, "etag");

        Assert.Equal((7, 2), ((await app.ViewAsync("default"))!.MaxConcurrency, (await app.ViewAsync("default"))!.ConfigVersion));
    }

    // The storage client sends a write again whose answer was lost, and gets a refusal for its own success.
    [Theory]
    [InlineData("default", "\"1\"", 200, 2)]
    [InlineData("gpu", null, 201, 1)]
    public async Task Put_AnswerLostAndSentAgain_IsRecognisedAsOwnSuccess(string queue, string? match, int status, int version)
    {
        using var app = await TestApp.StartAsync();
        var lost = 0;
        app.Launches.LosesAnswer = () => lost++ == 0;

        var answer = await app.PutQueueAsync(queue, """{"max_concurrency":1}""", match is null ? ("If-None-Match", "*") : ("If-Match", match));

        Assert.Equal((status, version), (answer.Status(), (await app.ViewAsync(queue))!.ConfigVersion));
    }

    [Fact]
    public async Task Put_AnswerLostAndAnotherChangeBehindIt_IsStillRecognised()
    {
        using var app = await TestApp.StartAsync();
        app.Launches.LosesAnswer = () =>
        {
            app.Launches.LosesAnswer = null;
            app.PauseAsync().GetAwaiter().GetResult();
            return true;
        };

        Assert.Equal(200, (await app.PutQueueAsync("default", """{"max_concurrency":1}""", ("If-Match", "\"1\""))).Status());

        var queue = await app.ViewAsync("default");
        Assert.Equal((3, 1, QueueState.Paused), (queue!.ConfigVersion, queue.MaxConcurrency, queue.State));
    }

    [Fact]
    public async Task Put_HeaderThatAlwaysChanges_GivesUpAfterBoundedTries()
    {
        using var app = await TestApp.StartAsync();
        var header = (await app.Get<QueueCatalog>().FindAsync("default", CancellationToken.None))!;
        var tries = 0;
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            var before = app.Launches.Before;
            (app.Launches.Before, tries) = (null, tries + 1);
            app.Launches.CommitAsync([QueueHeader.Touch(header.Partition, "rival")], CancellationToken.None).GetAwaiter().GetResult();
            app.Launches.Before = before;
        };

        await Assert.ThrowsAsync<TimeoutException>(() => app.PutQueueAsync("default", """{"max_concurrency":1}"""));

        Assert.Equal(50, tries);
    }

    [Fact]
    public async Task Put_HostDiedBehindTheListing_ThereIsNoQueueAndTheNextPutMakesOne()
    {
        using var app = await TestApp.StartAsync();
        app.Launches.Before = operation => _ = operation == "commit" ? throw new InvalidOperationException("dead") : 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.PutQueueAsync("gpu"));
        app.Launches.Before = null;

        Assert.Null(await app.ViewAsync("gpu"));
        Assert.Equal(201, (await app.PutQueueAsync("gpu")).Status());
        await HealAsync(app, TimeSpan.FromHours(2));
        Assert.NotNull(await app.ViewAsync("gpu"));
        Assert.Contains("gpu", await app.Get<QueueCatalog>().ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Reconcile_ListedWithoutAHeaderForLong_IsForgotten()
    {
        using var app = await TestApp.StartAsync();
        await app.Get<QueueDirectory>().MarkAsync("gpu", CancellationToken.None);

        await HealAsync(app, TimeSpan.FromMinutes(59));
        Assert.Contains("gpu", await app.Get<QueueCatalog>().ListAsync(CancellationToken.None));
        await HealAsync(app, TimeSpan.FromMinutes(2));

        Assert.DoesNotContain("gpu", await app.Get<QueueCatalog>().ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Put_CreatedWhileHealingForgetsTheName_StaysListed()
    {
        using var app = await TestApp.StartAsync();
        await app.Get<QueueDirectory>().MarkAsync("gpu", CancellationToken.None);
        app.Clock.Now += TimeSpan.FromHours(2);
        app.Directory.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Directory.Before = null;
            app.PutQueueAsync("gpu").GetAwaiter().GetResult();
        };

        await HealAsync(app, TimeSpan.Zero);

        Assert.NotNull(await app.ViewAsync("gpu"));
        Assert.Contains("gpu", await app.Get<QueueCatalog>().ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Put_NewQueueOfAnAgentThatWasToldToStop_HoldsItOff()
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = "default,gpu" });
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        await app.Get<AgentPolling>().SetAsync("local", stopped: true, CancellationToken.None);

        await app.PutQueueAsync("gpu");
        await app.SubmitAsync("m1", """{"queue":"gpu","command":["true"]}""");

        Assert.Equal(0, await app.ClaimedAsync("gpu"));
    }

    [Fact]
    public async Task Changes_UnknownQueue_Are404()
    {
        using var app = await TestApp.StartAsync();

        (await app.PauseAsync("nope")).ReadProblem(404, "unknown_queue");
        (await app.OverrideAsync("{}", "nope")).ReadProblem(404, "unknown_queue");
        (await app.DeleteQueueAsync("nope")).ReadProblem(404, "unknown_queue");
        (await app.DeleteQueueAsync("nope", "?force=true")).ReadProblem(404, "unknown_queue");
    }

    private static Task HealAsync(TestApp app, TimeSpan later)
    {
        app.Clock.Now += later;
        return app.Get<Reconcile>().RunAsync(CancellationToken.None);
    }
}
