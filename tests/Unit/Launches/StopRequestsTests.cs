using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class StopRequestsTests
{
    [Fact]
    public async Task Stop_Waiting_IsCancelledAndNeverClaimed()
    {
        using var app = await TestApp.StartAsync();
        var accepted = await app.SubmitAsync("m1");

        await StopAsync(app, accepted.Id);

        Assert.Equal(LaunchState.Cancelled, (await app.ReadAsync(accepted.Id)).State);
        Assert.Equal(0, (await app.Get<LaunchQueries>().FindAsync(accepted.Id, CancellationToken.None))!.Attempt);
        Assert.Empty((await ClaimAsync(app)).Claims);
    }

    [Fact]
    public async Task Stop_Claimed_IsWantedInLaunchAndSlot()
    {
        using var app = await TestApp.StartAsync();
        var accepted = await app.SubmitAsync("m1");
        await ClaimAsync(app);

        await StopAsync(app, accepted.Id, force: true);

        var slot = SlotRow.From(Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)));
        Assert.Equal((DesiredState.Stop, true), (slot.DesiredState, slot.Terms.Force));
        Assert.Equal((DesiredState.Stop, LaunchState.Claimed), ((await app.ReadAsync(accepted.Id)).DesiredState, (await app.ReadAsync(accepted.Id)).State));
    }

    [Fact]
    public async Task Stop_ClaimedBetweenReadAndWrite_IsWantedOfTheClaim()
    {
        using var app = await TestApp.StartAsync();
        var accepted = await app.SubmitAsync("m1");
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.Before = null;
            Assert.Single(ClaimAsync(app).GetAwaiter().GetResult().Claims);
        };

        await StopAsync(app, accepted.Id);

        Assert.Equal((DesiredState.Stop, LaunchState.Claimed), ((await app.ReadAsync(accepted.Id)).DesiredState, (await app.ReadAsync(accepted.Id)).State));
    }

    // No transaction leaves such rows behind; should one be lost, the launch can be got rid of, and the request does not go round for ever.
    [Theory]
    [InlineData(RowKeys.DueRows)]
    [InlineData(RowKeys.Slots)]
    public async Task Stop_RowOfTheWaitOrTheClaimIsMissing_IsCancelled(string missing)
    {
        using var app = await TestApp.StartAsync();
        var accepted = await app.SubmitAsync("m1");
        if (missing == RowKeys.Slots)
            await ClaimAsync(app);
        var row = Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(missing, StringComparison.Ordinal));
        await app.Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.Delete, row)], CancellationToken.None);
        var tries = 0;
        app.Launches.Before = operation => Assert.True(operation != "commit" || ++tries < 10, "It tries for ever.");

        await StopAsync(app, accepted.Id);

        app.Launches.Before = null;
        Assert.Equal(LaunchState.Cancelled, (await app.ReadAsync(accepted.Id)).State);
    }

    [Fact]
    public async Task Stop_AnswerLost_IsDoneOnce()
    {
        using var app = await TestApp.StartAsync();
        var accepted = await app.SubmitAsync("m1");
        app.Launches.AnswerNextCommitWith(CommitOutcome.Missing);

        await StopAsync(app, accepted.Id);

        Assert.Equal(LaunchState.Cancelled, (await app.ReadAsync(accepted.Id)).State);
    }

    [Fact]
    public async Task Stop_ClaimedByAnotherAgent_WakeupsThatAgent()
    {
        using var app = await TestApp.StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other");
        await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        var accepted = await app.SubmitAsync("m1");
        await ClaimAsync(other);

        await StopAsync(app, accepted.Id);

        Assert.Empty(app.SentWakeups);
        Assert.Equal(("wakeups-other", new Wakeup(WakeupKind.Look)), Assert.Single(app.SentElsewhere.Select(sent => (sent.Queue, sent.Wakeup))));
    }

    [Fact]
    public async Task Stop_Unknown_IsNull()
    {
        using var app = await TestApp.StartAsync();

        Assert.Null(await StopAsync(app, LaunchId.Create("default", TestApp.Noon, "nobody")));
    }

    private static Task<LaunchRow?> StopAsync(TestApp app, LaunchId id, bool force = false) => app.Get<StopRequests>().StopAsync(id, force, CancellationToken.None);

    private static Task<ClaimResult> ClaimAsync(TestApp app) => app.Get<ClaimEngine>().ClaimAsync(QueueNames.Default, CancellationToken.None);
}
