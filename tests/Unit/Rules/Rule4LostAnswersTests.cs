using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Launches;
using Moq;

namespace LaunchAgent.Tests.Unit.Rules;

/// <summary>
/// Rule 4. The whole life of a launch with a retry, of a limit and of a key, with the answer of one transaction lost: each in turn. The
/// storage client sends it again, and the answer to that is all that the app gets to see.
/// </summary>
public sealed class Rule4LostAnswersTests
{
    private const string Body = """{"command":["true"],"idempotency_key":"k","retry":{"max_retries":1}}""";

    private static readonly IReadOnlyDictionary<string, string> Limited = new Dictionary<string, string> { [AgentOptions.MaxJobsSetting] = "2" };

    [Fact]
    public async Task Life_EachAnswerLostInTurn_IsTheSameLifeWithOneClaimAnAttempt()
    {
        var calm = await LiveAsync(lost: 0);
        Assert.InRange(calm.Commits, 12, 60);
        Assert.Equal(["m1.1", "m1.2"], calm.Claims);

        for (var lost = 1; lost <= calm.Commits; lost++)
        {
            var life = await LiveAsync(lost);

            Assert.Equal(calm.Claims, life.Claims);
            Assert.Equal(calm.Record, life.Record);
            Assert.Equal(calm.Submitted, life.Submitted);
        }
    }

    private static async Task<(int Commits, string[] Claims, string[] Record, string[] Submitted)> LiveAsync(int lost)
    {
        using var app = await TestApp.StartAsync(settings: Limited);
        var submitted = new List<string>();
        app.Executor.Setup(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()))
            .Callback((AttemptRequest request, CancellationToken _) => submitted.Add(request.Key)).Returns(Task.CompletedTask);
        app.HaveNoOutput();
        var commits = 0;
        foreach (var table in new[] { app.Launches, app.Limits, app.Directory })
            table.LosesAnswer = () => ++commits == lost;

        var id = (await app.SubmitAsync("m1", Body)).Id;
        Assert.Equal(id, (await app.SubmitAsync("m2", Body)).Id);
        await DispatchAsync(app);
        await FollowAsync(app);
        await AttemptAsync(app, id, number: 1, exitCode: 1);
        app.Clock.Now += TimeSpan.FromMinutes(5);
        await app.Get<DelayedLaunches>().ReleaseAsync(QueueNames.Default, CancellationToken.None);
        await DispatchAsync(app);
        await AttemptAsync(app, id, number: 2, exitCode: 0);

        Assert.Equal((LaunchState.Finished, 2), ((await app.ReadAsync(id)).State, (await app.ReadAsync(id)).Attempt));
        Assert.Equal((0, 0, 0), (app.Count(RowKeys.Slots), app.Count(RowKeys.OutboxRows), app.Limits.All.Count(row => row.RowKey != LimitKeys.Header)));
        return (commits, [.. app.Started.Select(claim => $"m1.{claim.Claim}")], ReplayStory.Recorded(app), [.. submitted]);
    }

    private static async Task AttemptAsync(TestApp app, LaunchId id, int number, int exitCode)
    {
        var claim = app.Started[^1];
        await app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);
        app.Observe(id.AttemptKey(number), new AttemptObservation(AttemptPhase.Running, "17", app.Clock.Now));
        await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);
        app.Observe(id.AttemptKey(number), new AttemptObservation(AttemptPhase.Exited, "17", app.Clock.Now, app.Clock.Now, exitCode));
        Assert.Equal(ClaimStep.End, await app.Create<AdvanceLaunch>().RunAsync(claim, CancellationToken.None));
    }

    private static Task DispatchAsync(TestApp app) =>
        app.Get<Dispatcher>().DispatchAsync(QueueNames.Default, CancellationToken.None);

    // The monitor loop goes on: its first link was sent, and a second one follows.
    private static async Task FollowAsync(TestApp app)
    {
        var link = Assert.Single(app.SentWakeups, wakeup => wakeup.Kind == WakeupKind.Watch);
        await app.Get<AttemptMonitorLoop>().FollowAsync(link, app.Get<AttemptMonitor>().LookAsync, app.Get<AttemptMonitor>().AnySlotAsync, CancellationToken.None);
        Assert.Contains(app.SentWakeups, wakeup => wakeup == link with { Link = 2 });
    }
}
