using LaunchAgent.Contracts.Json;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class RecoveryAtStartTests
{
    [Fact]
    public async Task Start_ClaimOfTheHostBeforeIsStillYoung_TheSecondWakeUpClaimsItAnew()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.ClaimAsync();
        var delays = new List<TimeSpan>();
        app.WakeupSent = (wakeup, delay) =>
        {
            if (wakeup.Kind == WakeupKind.Recover)
                delays.Add(delay);
        };

        await app.Create<RecoveryAtStart>().StartAsync(CancellationToken.None);

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(31)], delays);
        await FollowAsync(app);
        Assert.Empty(app.Started);
        app.Clock.Now += delays[1];
        await FollowAsync(app);
        Assert.Equal(2, Assert.Single(app.Started).Claim);
    }

    [Fact]
    public async Task Start_StorageDoesNotAnswer_StartsAllTheSame()
    {
        using var app = await TestApp.StartAsync();
        app.BeforeWakeup = _ => throw new Azure.RequestFailedException(503, "down");

        await app.Create<RecoveryAtStart>().StartAsync(CancellationToken.None);

        Assert.Empty(app.SentWakeups);
    }

    private static Task FollowAsync(TestApp app) => app.Create<WakeupFunctions>().RunAsync(
        ContractJson.Serialize(new Wakeup(WakeupKind.Recover)), app.Client.Object, CancellationToken.None);
}
