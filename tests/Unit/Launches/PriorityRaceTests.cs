using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>Something else happens to a launch before each storage call of a change of its priority in turn; nothing of it may be lost.</summary>
public sealed class PriorityRaceTests
{
    private const int MostCalls = 12;

    [Fact]
    public Task Change_ClaimedMeanwhile_StaysClaimed() => ForEveryCallAsync(
        scheduled: false,
        (app, _) => app.ClaimAsync(),
        launch => Assert.Equal((LaunchState.Claimed, 1), (launch.State, launch.Claims)));

    [Fact]
    public Task Change_StoppedMeanwhile_StaysCancelled() => ForEveryCallAsync(
        scheduled: true,
        (app, id) => app.Get<StopRequests>().StopAsync(id, force: false, CancellationToken.None),
        launch => Assert.Equal(LaunchState.Cancelled, launch.State));

    [Fact]
    public Task Change_ReleasedMeanwhile_IsDueOnceWithItsPriority() => ForEveryCallAsync(
        scheduled: true,
        (app, _) =>
        {
            app.Clock.Now += TimeSpan.FromHours(3);
            return app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        },
        launch => Assert.StartsWith(RowKeys.DueRows, launch.IndexKey, StringComparison.Ordinal));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Change_ChangedByAnotherMeanwhile_OneOfThemHolds(bool scheduled) => ForEveryCallAsync(
        scheduled,
        (app, id) => app.Get<PriorityRequests>().ChangeAsync(id, Priority.Critical, CancellationToken.None),
        launch => Assert.Contains(launch.Priority, new[] { Priority.Critical, Priority.Low }));

    // Back under the same index key, which then counts a claim more: with the old count the next claim would have a number that was used.
    [Fact]
    public Task Change_ClaimedAndTakenAwayMeanwhile_CountsThatClaim() => ForEveryCallAsync(
        scheduled: false,
        async (app, id) =>
        {
            await app.ClaimAsync();
            var slot = SlotRow.From(app.Launches.All.Single(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)));
            Assert.True(await app.Get<TakeOverWriter>().TryRequeueAsync(await app.ReadAsync(id), slot, CancellationToken.None));
        },
        launch => Assert.Equal((LaunchState.Pending, 1), (launch.State, launch.Claims)));

    private static async Task ForEveryCallAsync(bool scheduled, Func<TestApp, LaunchId, Task> meanwhileAsync, Action<LaunchRow> check)
    {
        for (var call = 0; ; call++)
        {
            Assert.InRange(call, 0, MostCalls);
            using var app = await TestApp.StartAsync();
            var id = (await app.SubmitAsync("m1", scheduled ? """{"command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""" : """{"command":["true"]}""")).Id;
            var left = call;
            app.Launches.Before = _ =>
            {
                if (left-- > 0)
                    return;
                app.Launches.Before = null;
                meanwhileAsync(app, id).GetAwaiter().GetResult();
            };

            var outcome = await app.Get<PriorityRequests>().ChangeAsync(id, Priority.Low, CancellationToken.None);
            if (app.Launches.Before is not null)
                return;

            var launch = await app.ReadAsync(id);
            check(launch);
            var rows = app.Launches.All.Where(row => row.RowKey[..1] is RowKeys.DueRows or RowKeys.FutureRows).ToArray();
            Assert.Equal(launch.IndexKey is null ? [] : [launch.IndexKey], rows.Select(row => row.RowKey));
            Assert.All(rows.Select(DueRow.From), row => Assert.Equal((launch.Claims, launch.Priority), (row.Claims, row.Priority)));
            Assert.Equal(launch.IndexKey is null ? PriorityOutcome.NotWaiting : PriorityOutcome.Changed, outcome);
        }
    }
}
