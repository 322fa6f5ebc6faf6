using LaunchAgent.Functions.Health;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class OrphanedClaimsTests
{
    [Fact]
    public async Task Run_HostDiedBeforeTheOrchestrationWasStarted_StartsItOnceTheClaimHasSettled()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        var claim = await app.ClaimAsync();

        await app.Get<Reconcile>().RunAsync(app.Client.Object, CancellationToken.None);
        Assert.Empty(app.Started);
        app.Clock.Now += TimeSpan.FromSeconds(31);
        await app.Get<Reconcile>().RunAsync(app.Client.Object, CancellationToken.None);

        Assert.Equal(claim, Assert.Single(app.Started));
    }

    [Fact]
    public async Task Run_OneCannotBeAskedFor_StartsTheOthers()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.SubmitAsync("m2");
        var claims = (await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims;
        var first = claims.Select(claim => claim.InstanceId).Min(StringComparer.Ordinal)!;
        app.Client.Setup(c => c.GetInstanceAsync(first, It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException("Its history is unreadable."));
        app.Clock.Now += TimeSpan.FromSeconds(31);

        await app.Get<Reconcile>().RunAsync(app.Client.Object, CancellationToken.None);

        Assert.Equal(claims.Single(claim => claim.InstanceId != first), Assert.Single(app.Started));
    }

    [Fact]
    public async Task Run_ClaimOfAnotherAgent_IsLeftAlone()
    {
        using var other = await TestApp.StartAsync(agent: "other");
        await other.SubmitAsync("m1");
        await other.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None);
        using var app = await TestApp.StartAsync(shared: other);
        app.Clock.Now += TimeSpan.FromSeconds(31);

        await app.Get<Reconcile>().RunAsync(app.Client.Object, CancellationToken.None);

        Assert.Empty(app.Started);
    }
}
