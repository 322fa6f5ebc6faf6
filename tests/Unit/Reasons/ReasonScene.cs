using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;

namespace LaunchAgent.Tests.Unit.Reasons;

/// <summary>A launch that waits for several reasons at once, each brought about by the routes that people use.</summary>
internal sealed class ReasonScene : IDisposable
{
    /// <summary>The agent of queue <c>default</c>.</summary>
    public const string Agent = "local";

    private readonly List<TestApp> _others = [];
    private readonly string[] _causes;

    private ReasonScene(TestApp app, string[] causes)
    {
        App = app;
        _causes = causes;
    }

    public TestApp App { get; }

    /// <summary>The launch that waits.</summary>
    public string Target { get; private set; } = "";

    /// <summary>The launch that takes the only room there is.</summary>
    public string? Holder { get; private set; }

    /// <summary>When a target that waits for a time is due.</summary>
    public DateTimeOffset Due { get; } = TestApp.Noon.AddHours(1);

    public static async Task<ReasonScene> WithAsync(params string[] causes)
    {
        var app = await TestApp.StartAsync(agent: Agent, settings: new Dictionary<string, string>
        {
            [AgentOptions.MaxJobsSetting] = causes.Contains(ReasonCodes.AgentLimitReached) ? "1" : "-1",
        });
        var scene = new ReasonScene(app, causes);
        await scene.PlayAsync();
        return scene;
    }

    public async Task<Reason> ReasonAsync() => (await App.GetLaunchAsync(Target)).Reason!;

    public void Dispose()
    {
        _others.ForEach(other => other.Dispose());
        App.Dispose();
    }

    private async Task PlayAsync()
    {
        await App.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        if (Has(ReasonCodes.RetryBackoff))
            await FailFirstAttemptAsync();
        await TakeRoomAsync();
        if (Target.Length == 0)
            Target = (await SubmitAsync(await OtherAsync("front", queues: "elsewhere"), Body())).Id;
        if (Has(ReasonCodes.QueuePaused))
            await App.PauseAsync();
        if (Has(ReasonCodes.AgentStopped))
            Assert.Equal(200, (await App.Create<AgentPollingFunctions>().StopAsync(TestRequest.For("/"), Agent, CancellationToken.None)).Status());
        if (Has(ReasonCodes.AgentOffline))
            App.Clock.Now += TimeSpan.FromMinutes(5);
    }

    private bool Has(string cause) => _causes.Contains(cause);

    // By an agent that has its labels, and was never heard of again.
    private async Task FailFirstAttemptAsync()
    {
        var gone = await OtherAsync("gone", labels: Has(ReasonCodes.NoMatchingAgent) ? "gpu" : "");
        Target = (await SubmitAsync(gone, Body())).Id;
        var id = LaunchId.Parse(Target);
        var failed = new LaunchOutcome(LaunchState.Failed, new LaunchError("exit_code", ErrorStage.Run, "It ended with exit code 1.", Retryable: true));
        Assert.True(await gone.Get<LaunchTransitions>().TryRetryAsync(
            await App.ReadAsync(id), Assert.Single(gone.Started), new AttemptObservation(AttemptPhase.Exited, ExitCode: 1), new LaunchAction.Retry(failed, CountsAsLoss: false), Due, CancellationToken.None));
    }

    private async Task TakeRoomAsync()
    {
        if (Has(ReasonCodes.LimitReached))
            (await App.PutQueueAsync(QueueNames.Default, """{"max_concurrency":1}""")).Status();
        if (Has(ReasonCodes.ExecutorFull))
            App.Executor.Setup(executor => executor.Capacity).Returns(1);
        if (_causes.Intersect([ReasonCodes.LimitReached, ReasonCodes.AgentLimitReached, ReasonCodes.ExecutorFull]).Any())
        {
            Holder = (await SubmitAsync(App, """{"command":["true"]}""")).Id;
            Assert.Equal(Holder, Assert.Single(App.Started).LaunchId);
        }
    }

    private string Body() => ContractJson.Serialize(new
    {
        command = new[] { "true" },
        labels = Has(ReasonCodes.NoMatchingAgent) ? ["gpu"] : Array.Empty<string>(),
        scheduled_start_time = Has(ReasonCodes.NotDue) ? Due : (DateTimeOffset?)null,
        retry = new { max_retries = 1 },
    });

    private async Task<TestApp> OtherAsync(string name, string queues = QueueNames.Default, string labels = "")
    {
        var other = await TestApp.StartAsync(
            shared: App, agent: name, settings: new Dictionary<string, string> { [AgentOptions.QueuesSetting] = queues, [AgentOptions.LabelsSetting] = labels });
        _others.Add(other);
        return other;
    }

    private static async Task<LaunchView> SubmitAsync(TestApp app, string body) =>
        (await app.PostAsync(body)).Read<LaunchView>(201);
}
