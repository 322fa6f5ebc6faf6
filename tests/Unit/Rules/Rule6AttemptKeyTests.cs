using Azure.Data.Tables;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Rules;

/// <summary>Rule 6: the key of an attempt never holds the claim, and its number grows only with the record of the end of the one before.</summary>
public sealed class Rule6AttemptKeyTests
{
    [Fact]
    public async Task HealedClaims_OfOneAttempt_SubmitTheSameKeyUntilItsEndIsRecorded()
    {
        using var app = await TestApp.StartAsync();
        var submitted = new List<string>();
        app.Executor.Setup(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()))
            .Callback((AttemptRequest request, CancellationToken _) => submitted.Add(request.Key)).Returns(Task.CompletedTask);
        app.HaveNoOutput();
        var id = (await app.SubmitAsync("m1", """{"command":["true"],"retry":{"max_retries":1}}""")).Id;

        for (var claim = 1; claim <= 3; claim++)
        {
            await DispatchAsync(app);
            Assert.Equal(claim, app.Started[^1].Claim);
            // The host of the first two dies before it submits; another takes the claim away.
            if (claim < 3)
                await TakeAwayAsync(app, id);
            else
                await app.Create<StartAttempt>().RunAsync(app.Started[^1], CancellationToken.None);
        }

        await app.Create<StartAttempt>().RunAsync(app.Started[^1], CancellationToken.None);
        Assert.Equal([$"{id}-1", $"{id}-1"], submitted);

        app.Observe(id.AttemptKey(1), new AttemptObservation(AttemptPhase.Exited, "17", TestApp.Noon, TestApp.Noon, 1));
        Assert.Equal(1, (await app.ReadAsync(id)).Attempt);
        await app.Create<AdvanceLaunch>().RunAsync(app.Started[^1], CancellationToken.None);
        Assert.Equal(2, (await app.ReadAsync(id)).Attempt);
        app.Clock.Now += TimeSpan.FromMinutes(5);
        await app.Get<DelayedLaunches>().ReleaseAsync(QueueNames.Default, CancellationToken.None);
        await DispatchAsync(app);
        await app.Create<StartAttempt>().RunAsync(app.Started[^1], CancellationToken.None);

        Assert.Equal($"{id}-2", submitted[^1]);
        Assert.Equal(4, app.Started[^1].Claim);
    }

    private static Task DispatchAsync(TestApp app) =>
        app.Get<Dispatcher>().DispatchAsync(QueueNames.Default, CancellationToken.None);

    private static async Task TakeAwayAsync(TestApp app, LaunchId id)
    {
        var slot = SlotRow.From(Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)));
        Assert.True(await app.Get<TakeOverWriter>().TryRequeueAsync(await app.ReadAsync(id), slot, CancellationToken.None));
    }
}
