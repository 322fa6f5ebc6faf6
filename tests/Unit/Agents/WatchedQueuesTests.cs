using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.DurableTask.Client;
using Moq;

namespace LaunchAgent.Tests.Unit.Agents;

/// <summary>An agent that was started again without a queue in which it holds a claim.</summary>
public sealed class WatchedQueuesTests
{
    private static readonly Dictionary<string, string> WithoutDefault = new() { ["LAUNCH_AGENT_QUEUES"] = "other" };

    [Fact]
    public async Task List_NothingHeldElsewhere_IsWhatTheAgentServes()
    {
        using var app = await TestApp.StartAsync(settings: WithoutDefault);

        Assert.Equal(["other"], await app.Get<WatchedQueues>().ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Look_AttemptInAQueueServedNoMoreEnded_SignalsItsClaim()
    {
        using var before = await TestApp.StartAsync();
        var claim = await StartedAsync(before);
        using var app = await TestApp.StartAsync(shared: before, settings: WithoutDefault);
        app.Observe($"{claim.LaunchId}-1", new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));

        await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);

        app.Client.Verify(c => c.RaiseEventAsync(claim.InstanceId, DurableTaskHub.Signal, null, It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task Reconcile_ClaimInAQueueServedNoMoreLostItsOrchestration_ClaimsThatAnewAndNothingElse()
    {
        using var before = await TestApp.StartAsync(maxConcurrency: 1);
        await before.SubmitAsync("m1");
        await before.SubmitAsync("m2");
        var claim = Assert.Single((await before.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims);
        await before.ChangeDefaultAsync(header => header with { Config = header.Config with { MaxConcurrency = 2 } });
        using var app = await TestApp.StartAsync(shared: before, settings: WithoutDefault);
        app.Clock.Now += TimeSpan.FromSeconds(31);

        await app.Get<Reconcile>().RunAsync(CancellationToken.None);

        Assert.Equal((claim.LaunchId, 2), Assert.Single(app.Started) switch { var anew => (anew.LaunchId, anew.Claim) });
    }

    [Fact]
    public async Task List_TheClaimEnded_ForgetsTheQueueInAnHour()
    {
        using var before = await TestApp.StartAsync();
        await StartedAsync(before);
        using var app = await TestApp.StartAsync(shared: before, settings: WithoutDefault);
        Assert.Equal(["other", "default"], await app.Get<WatchedQueues>().ListAsync(CancellationToken.None));
        foreach (var slot in app.Launches.All.Where(row => row.RowKey.StartsWith('s')).ToArray())
            await app.Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.Delete, slot, Azure.ETag.All)], CancellationToken.None);
        app.Clock.Now += TimeSpan.FromHours(1);

        Assert.Equal(["other"], await app.Get<WatchedQueues>().ListAsync(CancellationToken.None));
    }

    private static async Task<ClaimedLaunch> StartedAsync(TestApp app)
    {
        await app.SubmitAsync("m1");
        var claim = Assert.Single((await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims);
        await app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);
        return claim;
    }
}
