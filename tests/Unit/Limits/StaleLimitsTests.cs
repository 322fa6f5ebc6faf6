using LaunchAgent.Core;
using LaunchAgent.Core.Scheduling.Claims;

namespace LaunchAgent.Tests.Unit.Limits;

public sealed class StaleLimitsTests : IDisposable
{
    private readonly LimitScene _scene = new() { Capacity = 5 };

    [Fact]
    public async Task Run_HostDiedAfterItCountedAClaim_GivesTheRoomBackAndUsesIt()
    {
        var dead = await _scene.StartAsync(maxJobs: 1);
        await _scene.SubmitAsync("default");
        _scene.Launches.Before = operation =>
        {
            if (operation == "commit")
                throw new InvalidOperationException("dead");
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => _scene.DispatchAsync(dead));
        _scene.Launches.Before = null;
        Assert.Equal((2, 0), (_scene.Taken.Count, _scene.Slots.Count));
        var app = await _scene.StartAsync(maxJobs: 1);

        await _scene.ReconcileAsync(app);

        Assert.Single(_scene.Slots);
        _scene.AssertCapsEqualSlots();
    }

    [Fact]
    public async Task Run_HealthyClaims_TouchesNothing()
    {
        var app = await _scene.StartAsync(maxJobs: 3);
        await _scene.SubmitAsync("default", count: 3);
        await _scene.DispatchAsync(app);
        var header = (await HeaderAsync())!.ETag;

        await _scene.ReconcileAsync(app);

        Assert.Equal(header, (await HeaderAsync())!.ETag);
        _scene.AssertCapsEqualSlots();
    }

    // The exactness of healing: the claim is slow and not dead. Its header is touched first, so it fails and counts anew.
    [Fact]
    public async Task Run_ClaimStillInFlight_TheClaimFailsAndNothingIsExceeded()
    {
        var slow = await _scene.StartAsync(maxJobs: 1);
        var healer = await _scene.StartAsync("healer", maxJobs: 0);
        await _scene.SubmitAsync("default", count: 2);
        _scene.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            _scene.Launches.Before = null;
            _scene.ReconcileAsync(healer).GetAwaiter().GetResult();
        };

        var result = await slow.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);

        Assert.Empty(result.Claims);
        _scene.AssertWithinLimits();
        await _scene.ReconcileAsync(slow);
        _scene.AssertCapsEqualSlots();
    }

    public void Dispose() => _scene.Dispose();

    private Task<Azure.Data.Tables.TableEntity?> HeaderAsync() =>
        _scene.Launches.FindAsync(LaunchId.PartitionOf("default"), RowKeys.Header, CancellationToken.None);
}
