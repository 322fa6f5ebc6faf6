using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Rules;

/// <summary>
/// Rule 1. The order of the reads and the header's ETag are held by <see cref="Queues.ClaimEngineTests"/>: a rival claims between any two
/// reads, and a queue is paused before the commit.
/// </summary>
public sealed class Rule1ClaimTests
{
    // A limit of three with five waiting, and a rival that claims at each call in turn: it may win, but together they never exceed it.
    [Fact]
    public async Task Claim_RivalAtEachCall_TogetherNeverExceedTheLimit()
    {
        for (var call = 1; call <= 4; call++)
        {
            using var app = await TestApp.StartAsync(maxConcurrency: 3);
            using var rival = await TestApp.StartAsync(shared: app, agent: "rival");
            for (var i = 0; i < 5; i++)
                await app.SubmitAsync($"m{i}");
            var calls = 0;
            app.Launches.Before = _ =>
            {
                if (++calls != call)
                    return;
                app.Launches.Before = null;
                ClaimAsync(rival).GetAwaiter().GetResult();
            };

            await ClaimAsync(app);

            Assert.Equal(3, app.Count(RowKeys.Slots));
        }
    }

    [Fact]
    public async Task Arrivals_ReleasesAndEnds_NeverTouchTheHeader()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m0");
        var claim = Assert.Single((await ClaimAsync(app)).Claims);
        var before = await HeaderAsync(app);

        await app.SubmitAsync("m1");
        await app.SubmitAsync("m2", """{"command":["true"],"scheduled_start_time":"2031-05-01T13:00:00Z"}""");
        app.Clock.Now = TestApp.Noon.AddHours(2);
        await app.Get<DelayedLaunches>().ReleaseAsync(QueueNames.Default, CancellationToken.None);
        var launch = await app.ReadAsync(LaunchId.Parse(claim.LaunchId));
        var seen = new AttemptObservation(AttemptPhase.Exited, ExitCode: 0);
        Assert.True(await app.Get<LaunchTransitions>().TryCompleteAsync(
            launch, claim, seen, new LaunchOutcome(LaunchState.Finished, Error: null), StoredResult.None, CancellationToken.None));

        Assert.Equal(before, await HeaderAsync(app));
        Assert.Equal(2, app.Count(RowKeys.DueRows));
    }

    private static Task<ClaimResult> ClaimAsync(TestApp app) => app.Get<ClaimEngine>().ClaimAsync(QueueNames.Default, CancellationToken.None);

    private static async Task<Azure.ETag> HeaderAsync(TestApp app) =>
        (await app.Get<QueueCatalog>().FindAsync(QueueNames.Default, CancellationToken.None))!.ETag;
}
