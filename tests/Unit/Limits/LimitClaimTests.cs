using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Tests.Unit.Limits;

public sealed class LimitClaimTests : IDisposable
{
    private readonly LimitScene _scene = new();

    [Fact]
    public async Task Dispatch_OneLimitedCap_CostsOneQueryAndOneTransactionMore()
    {
        var app = await _scene.StartAsync(maxJobs: 5);
        await _scene.SubmitAsync("default", count: 3);

        Assert.Equal(["find", "query", "query", "caps query", "caps commit", "commit"], await CallsAsync(() => _scene.DispatchAsync(app)));
        Assert.Equal(3, _scene.Slots.Count);
        _scene.AssertCapsEqualSlots();
    }

    [Fact]
    public async Task Dispatch_NothingWaits_ReadsNoCap()
    {
        var app = await _scene.StartAsync(maxJobs: 5, maxSchedulers: 5);

        Assert.Equal(["find", "query"], await CallsAsync(() => _scene.DispatchAsync(app)));
    }

    [Fact]
    public async Task End_WithACap_GivesItBackAndLeavesNothingBehind()
    {
        var app = await _scene.StartAsync(maxJobs: 1);
        await _scene.SubmitAsync("default");
        await _scene.DispatchAsync(app);

        var calls = await CallsAsync(() => _scene.EndAsync(app, Assert.Single(_scene.Slots)));

        // Read and end; give back; dispatch; the outbox row.
        Assert.Equal(["find", "commit", "caps commit", "find", "query", "query", "commit"], calls);
        Assert.Empty(_scene.Taken);
        Assert.Equal(0, app.Count(RowKeys.OutboxRows));
    }

    [Fact]
    public async Task Dispatch_AgentFull_ClaimsTheNextWhenOneEnds()
    {
        var app = await _scene.StartAsync(maxJobs: 2);
        await _scene.SubmitAsync("default", count: 5);
        await _scene.DispatchAsync(app);

        for (var ended = 0; ended < 5; ended++)
        {
            Assert.Equal(Math.Min(2, 5 - ended), _scene.Slots.Count);
            _scene.AssertCapsEqualSlots();
            await _scene.EndAsync(app, _scene.Slots[0]);
        }

        Assert.Empty(_scene.Taken);
        Assert.Equal(5, app.Started.Count);
    }

    [Fact]
    public async Task Dispatch_CapOfZero_NeverClaimsAndNeverAsks()
    {
        var app = await _scene.StartAsync(maxJobs: 0);
        await _scene.SubmitAsync("default");

        Assert.Equal(["find", "query", "query"], await CallsAsync(() => _scene.DispatchAsync(app)));
        Assert.Empty(_scene.Slots);
    }

    [Fact]
    public async Task Dispatch_SweepSchedulers_CountApartFromJobs()
    {
        var app = await _scene.StartAsync(maxJobs: 1, maxSchedulers: 2);
        await _scene.SubmitAsync("default", count: 3);
        await _scene.SubmitAsync("default", count: 3, isScheduler: true);

        await _scene.DispatchAsync(app);

        Assert.Equal((1, 2), (_scene.Slots.Count(slot => !slot.IsScheduler), _scene.Slots.Count(slot => slot.IsScheduler)));
        _scene.AssertCapsEqualSlots();
    }

    [Fact]
    public async Task Dispatch_ExecutorFull_ClaimsBehindItWhatRunsElsewhere()
    {
        _scene.Capacity = 1;
        var app = await _scene.StartAsync();
        await _scene.SubmitAsync("default", count: 40);
        await _scene.SubmitAsync("default", count: 2, executor: "elsewhere");

        await _scene.DispatchAsync(app);

        Assert.Equal((1, 2), (_scene.Slots.Count(slot => slot.Executor == "process"), _scene.Slots.Count(slot => slot.Executor == "elsewhere")));
    }

    [Fact]
    public async Task Dispatch_ExecutorThatTwoAgentsShare_IsFullForBoth()
    {
        _scene.Capacity = 3;
        var (one, two) = (await _scene.StartAsync("one"), await _scene.StartAsync("two"));
        await _scene.SubmitAsync("default", count: 2);
        await _scene.DispatchAsync(one);
        await _scene.SubmitAsync("default", count: 3);

        await _scene.DispatchAsync(two);

        Assert.Equal((2, 1), (_scene.Slots.Count(slot => slot.Agent == "one"), _scene.Slots.Count(slot => slot.Agent == "two")));
        _scene.AssertCapsEqualSlots();
    }

    [Fact]
    public async Task Claim_QueueLimitLoweredWhileInFlight_GivesTheCapsBack()
    {
        _scene.Capacity = 5;
        var app = await _scene.StartAsync(maxJobs: 5);
        await _scene.SubmitAsync("default", count: 3);
        _scene.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            _scene.Launches.Before = null;
            app.ChangeDefaultAsync(header => header with { Config = header.Config with { MaxConcurrency = 1 } }).GetAwaiter().GetResult();
        };

        var result = await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);

        Assert.True(result.Contended);
        Assert.Empty(_scene.Taken);
        await app.ClaimAsync();
        _scene.AssertCapsEqualSlots();
    }

    [Fact]
    public async Task Claim_SecondCapTakenByAnotherAgentInBetween_GivesTheFirstBack()
    {
        _scene.Capacity = 1;
        var (app, rival) = (await _scene.StartAsync("one", maxJobs: 5), await _scene.StartAsync("two"));
        await _scene.SubmitAsync("default", count: 2);
        _scene.Limits.Before = operation =>
        {
            if (operation != "commit")
                return;
            _scene.Limits.Before = null;
            _scene.DispatchAsync(rival).GetAwaiter().GetResult();
        };

        Assert.True((await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Contended);

        Assert.Equal("two", Assert.Single(_scene.Slots).Agent);
        _scene.AssertCapsEqualSlots();
    }

    // The storage client may take long to send a claim again: by then healing may have started it, and its first launch may have ended.
    [Fact]
    public async Task Claim_AnswerLostAndOneOfItsLaunchesEndedMeanwhile_KeepsTheOthersAndTheirCaps()
    {
        var app = await _scene.StartAsync(maxJobs: 2);
        await _scene.SubmitAsync("default", count: 3);
        _scene.Launches.LosesAnswer = () =>
        {
            _scene.Launches.LosesAnswer = null;
            _scene.EndAsync(app, _scene.Slots.Single(slot => slot.Limits.Any(hold => hold.Row.EndsWith("00", StringComparison.Ordinal)))).GetAwaiter().GetResult();
            return true;
        };

        var result = await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);

        Assert.Equal((2, false), (result.Claims.Count, result.Contended));
        _scene.AssertWithinLimits();
        _scene.AssertCapsEqualSlots();
    }

    [Fact]
    public async Task GiveBack_OneOfThemIsGone_GivesTheOthersBack()
    {
        var app = await _scene.StartAsync(maxJobs: 5);
        await _scene.SubmitAsync("default", count: 3);
        await _scene.DispatchAsync(app);
        LimitHold[] held = [.. _scene.Slots.SelectMany(slot => slot.Limits)];

        await app.Get<LimitTable>().GiveBackAsync([held[1]], CancellationToken.None);
        await app.Get<LimitTable>().GiveBackAsync(held, CancellationToken.None);

        Assert.Equal(3, held.Length);
        Assert.Empty(_scene.Taken);
    }

    // The outbox needs no age: the row says that the claim has ended.
    [Fact]
    public async Task End_HostDiedBeforeTheCapWasGivenBack_TheOutboxRemembers()
    {
        var dead = await _scene.StartAsync(maxJobs: 1);
        await _scene.SubmitAsync("default", count: 2);
        await _scene.DispatchAsync(dead);
        _scene.Limits.Before = _ => throw new InvalidOperationException("dead");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _scene.EndAsync(dead, Assert.Single(_scene.Slots)));
        _scene.Limits.Before = null;
        Assert.Equal((1, 0), (dead.Count(RowKeys.OutboxRows), _scene.Slots.Count));
        var app = await _scene.StartAsync(maxJobs: 1);

        await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal((0, 1), (app.Count(RowKeys.OutboxRows), _scene.Slots.Count));
        _scene.AssertCapsEqualSlots();
    }

    [Fact]
    public async Task Retry_WithACap_HoldsNoneWhileItWaits()
    {
        var app = await _scene.StartAsync(maxJobs: 1);
        await _scene.SubmitAsync("default", isScheduler: false);
        await _scene.DispatchAsync(app);

        await _scene.RetryAsync(app, Assert.Single(_scene.Slots));

        Assert.Empty(_scene.Taken);
        Assert.Equal((1, 0), (app.Count(RowKeys.FutureRows), app.Count(RowKeys.OutboxRows)));
        await _scene.ReconcileAsync(app);
        Assert.Equal(2, Assert.Single(_scene.Slots).Claim);
        _scene.AssertCapsEqualSlots();
    }

    public void Dispose() => _scene.Dispose();

    private async Task<List<string>> CallsAsync(Func<Task> act)
    {
        var calls = new List<string>();
        _scene.BeforeEveryCall((table, operation) => calls.Add(table == _scene.Limits ? $"caps {operation}" : operation));
        await act();
        _scene.BeforeEveryCall(null);
        return calls;
    }
}
