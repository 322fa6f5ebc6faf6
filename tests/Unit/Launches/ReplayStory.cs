using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>What happens to one attempt, and the state it leads to.</summary>
/// <param name="Name">Its name in the tests' output.</param>
/// <param name="Body">The message.</param>
/// <param name="End">The state of the launch when the claim is over.</param>
/// <param name="World">What is true when signal number n comes.</param>
internal sealed record ReplayStory(string Name, string Body, LaunchState End, Func<TestApp, LaunchId, int, Task> World)
{
    private const string Plain = """{"command":["true"]}""";
    private const string OneRetry = """{"command":["true"],"retry":{"max_retries":1}}""";
    private const string OneSecond = """{"command":["true"],"timeouts":{"run_seconds":1,"stop_grace_seconds":5}}""";

    private static readonly AttemptObservation Running = new(AttemptPhase.Running, "17", TestApp.Noon);

    public static IReadOnlyList<ReplayStory> All { get; } =
    [
        new("finished", Plain, LaunchState.Finished, Exits(0)),
        new("failed", Plain, LaunchState.Failed, Exits(1)),
        new("retried", OneRetry, LaunchState.AwaitingRetry, Exits(1)),
        new("lost", Plain, LaunchState.AwaitingRetry, Sees(new AttemptObservation(AttemptPhase.Lost))),
        new("lost too often", Plain, LaunchState.Crashed, async (app, id, _) =>
        {
            await MergeAsync(app, id, "losses", LaunchStateMachine.LossBudget);
            app.Observe(id.AttemptKey(1), new AttemptObservation(AttemptPhase.Lost));
        }),
        new("seen running, then finished", Plain, LaunchState.Finished, async (app, id, signal) =>
        {
            app.Observe(id.AttemptKey(1), signal == 1 ? Running : Running with { Phase = AttemptPhase.Exited, ExitCode = 0, EndedAt = TestApp.Noon });
            await LookAsync(app);
        }),
        new("stopped", Plain, LaunchState.Cancelled, async (app, id, signal) =>
        {
            if (signal == 1)
                await app.Get<StopRequests>().StopAsync(id, force: false, CancellationToken.None);
            app.Observe(id.AttemptKey(1), signal == 1 ? Running : Running with { Phase = AttemptPhase.Exited, ExitCode = 143, Signal = "SIGTERM" });
        }),
        new("too long, deaf, forced", OneSecond, LaunchState.Failed, async (app, id, signal) =>
        {
            app.Observe(id.AttemptKey(1), signal < 4 ? Running : Running with { Phase = AttemptPhase.Exited, ExitCode = 137, Signal = "SIGKILL" });
            await LookAsync(app);
            app.Clock.Now = TestApp.Noon.AddSeconds(10 * signal);
        }),
    ];

    public override string ToString() => Name;

    /// <summary>An app with the launch claimed, its orchestration not yet started.</summary>
    public async Task<(TestApp App, LaunchId Id, ClaimReplay Replay)> ClaimedAsync(int runsPerActivity = 1, int signalsAtOnce = 1)
    {
        var app = await TestApp.StartAsync();
        var accepted = await app.SubmitAsync("m1", Body);
        await app.Get<Dispatcher>().DispatchAsync(QueueNames.Default, CancellationToken.None);
        app.Observe(accepted.Id.AttemptKey(1), new AttemptObservation(AttemptPhase.Unknown));
        app.HaveNoOutput();
        var replay = new ClaimReplay(app, app.Started.Single())
        {
            BeforeSignal = signal => World(app, accepted.Id, signal),
            RunsPerActivity = runsPerActivity,
            SignalsAtOnce = signalsAtOnce,
        };
        return (app, accepted.Id, replay);
    }

    /// <summary>All that is recorded, without what differs from run to run.</summary>
    public static string[] Recorded(TestApp app) =>
    [
        .. app.Launches.All.Select(row => row.RowKey + " " + string.Join(' ', row
            .Where(cell => cell.Key is not ("odata.etag" or "Timestamp" or "claim_operation"))
            .OrderBy(cell => cell.Key, StringComparer.Ordinal)
            .Select(cell => $"{cell.Key}={cell.Value}"))),
    ];

    private static Func<TestApp, LaunchId, int, Task> Exits(int code) =>
        Sees(new AttemptObservation(AttemptPhase.Exited, "17", TestApp.Noon, TestApp.Noon, code));

    private static Func<TestApp, LaunchId, int, Task> Sees(AttemptObservation seen) => (app, id, _) =>
    {
        app.Observe(id.AttemptKey(1), seen);
        return Task.CompletedTask;
    };

    private static Task LookAsync(TestApp app) => app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);

    private static Task MergeAsync(TestApp app, LaunchId id, string property, object value) => app.Launches.CommitAsync(
        [new(TableTransactionActionType.UpdateMerge, new TableEntity(id.Partition, RowKeys.Launch(id)) { [property] = value }, ETag.All)],
        CancellationToken.None);
}
