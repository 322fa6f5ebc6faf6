using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Retention;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Moq;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class RetentionTests
{
    private static readonly string LongText = new('x', TextBlobs.LargestInline);

    [Fact]
    public async Task Heal_EndedLongAgo_RemovesAllOfItAndNothingElse()
    {
        using var app = await TestApp.StartAsync();
        var purged = Purged(app);
        var old = await EndedAsync(app, "m1", $$$"""{"command":["true"],"idempotency_key":"k1","env":{"LONG":"{{{LongText}}}"}}""");
        await app.Get<OutputBlobs>().TryAppendAsync(old.AttemptKey, 0, new byte[] { 1 }, CancellationToken.None);
        await app.SubmitAsync("bad", "no JSON");
        var waiting = await app.SubmitAsync("m2", """{"command":["true"],"labels":["nobody-has-it"]}""");
        app.Clock.Now += TimeSpan.FromDays(29);
        var young = await EndedAsync(app, "m3");
        app.Clock.Now += TimeSpan.FromDays(2);

        await HealAsync(app);

        Assert.Equal(
            new[] { waiting.Id, young.Id }.Order(Comparer<LaunchId>.Create((a, b) => string.CompareOrdinal(a.Rest, b.Rest))),
            app.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Launches, StringComparison.Ordinal)).Select(row => LaunchRow.From(row).Id));
        Assert.DoesNotContain(app.Launches.All, row => row.RowKey.Contains(old.Id.Rest, StringComparison.Ordinal));
        Assert.Equal((0, 0), (app.Count(RowKeys.Keys), (int)await app.Get<OutputBlobs>().LengthAsync(old.AttemptKey, CancellationToken.None)));
        Assert.Equal([$"{old.Id}.1"], purged);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => app.Get<TextBlobs>().LoadAsync(old.Submitted, CancellationToken.None));
    }

    [Fact]
    public async Task Heal_MoreThanAPage_GoesOnAndThenRestsForADay()
    {
        using var app = await TestApp.StartAsync();
        for (var number = 0; number < 120; number++)
        {
            var launch = await app.SubmitAsync($"m{number}");
            await app.Get<StopRequests>().StopAsync(launch.Id, force: false, CancellationToken.None);
        }

        app.Clock.Now += TimeSpan.FromDays(31);
        await HealAsync(app);
        Assert.Equal(0, app.Count(RowKeys.Launches));

        app.Directory.Before = operation => throw new InvalidOperationException(operation);
        app.Clock.Now += TimeSpan.FromHours(23);
        await HealAsync(app);
        app.Clock.Now += TimeSpan.FromHours(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => HealAsync(app));
    }

    [Fact]
    public async Task Heal_HostDiesInBetween_IsFinishedByAnotherAfterTheLease()
    {
        using var app = await TestApp.StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other");
        await EndedAsync(app, "m1");
        app.Clock.Now = other.Clock.Now += TimeSpan.FromDays(31);
        app.Client.Setup(client => client.PurgeInstanceAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new OperationCanceledException("dead"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => HealAsync(app));

        await HealAsync(other);
        Assert.Equal(1, app.Count(RowKeys.Launches));
        other.Clock.Now += TimeSpan.FromMinutes(6);
        await HealAsync(other);

        Assert.Equal(0, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Heal_OneCannotBeRemovedAndOneNotBeRead_RemovesTheOthers()
    {
        using var app = await TestApp.StartAsync();
        var stuck = await EndedAsync(app, "m1");
        var unreadable = await EndedAsync(app, "m2");
        await EndedAsync(app, "m3");
        await app.Launches.CommitAsync(
            [new(Azure.Data.Tables.TableTransactionActionType.UpdateMerge, new Azure.Data.Tables.TableEntity(unreadable.Id.Partition, RowKeys.Launch(unreadable.Id)) { ["state"] = "of an older version" }, Azure.ETag.All)],
            CancellationToken.None);
        app.Client.Setup(client => client.PurgeInstanceAsync($"{stuck.Id}.1", It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException("Its history is unreadable."));
        app.Clock.Now += TimeSpan.FromDays(31);

        await HealAsync(app);

        Assert.Equal(2, app.Count(RowKeys.Launches));
        Assert.Equal(LaunchState.Finished, (await app.ReadAsync(stuck.Id)).State);
    }

    // Its texts go first, and a host may die before its row goes too.
    [Fact]
    public async Task Heal_HostDiesAfterTheTexts_LeavesAListThatCanBeRead()
    {
        using var app = await TestApp.StartAsync();
        app.Executor.Setup(e => e.ReadResultAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync($"\"{LongText}\"");
        var old = await EndedAsync(app, "m1", $$$"""{"command":["true"],"env":{"LONG":"{{{LongText}}}"}}""");
        app.Clock.Now += TimeSpan.FromDays(31);
        app.Client.Setup(client => client.PurgeInstanceAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new OperationCanceledException("dead"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => HealAsync(app));
        Assert.StartsWith("blob:", old.Result, StringComparison.Ordinal);

        var listed = Assert.Single((await app.Get<LaunchQueries>().ListAsync(new ListRequest(new LaunchFilter()), CancellationToken.None)).Items);

        Assert.Equal((old.Id.ToString(), null), (listed.Id, listed.Result));
        Assert.NotNull(await app.Get<LaunchQueries>().FindAsync(old.Id, CancellationToken.None));
        Assert.Null(await app.Get<LaunchSpecQueries>().FindAsync(old.Id, CancellationToken.None));
    }

    // One that a living agent serves is left to that: it does more than one page in a run.
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Heal_QueueOfAnotherAgent_IsCleanedOnceNobodyServesIt(bool beats, int left)
    {
        using var app = await TestApp.StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other", settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = "default" });
        using var elsewhere = await TestApp.StartAsync(shared: app, agent: "elsewhere", settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = "gpu" });
        await EndedAsync(app, "m1");
        app.Clock.Now = other.Clock.Now = elsewhere.Clock.Now += TimeSpan.FromDays(31);
        if (beats)
            await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        await HealAsync(elsewhere);

        Assert.Equal(left, app.Count(RowKeys.Launches));
    }

    // Its launches stay when it is removed, and nothing lists it any more but what retention wrote down.
    [Fact]
    public async Task Heal_RemovedQueue_IsCleaned()
    {
        using var app = await TestApp.StartAsync();
        using var elsewhere = await TestApp.StartAsync(shared: app, agent: "elsewhere", settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = "gpu" });
        await EndedAsync(app, "m1");
        await HealAsync(app);
        await app.Directory.CommitAsync(
            [new(Azure.Data.Tables.TableTransactionActionType.Delete, new Azure.Data.Tables.TableEntity("queues", LaunchId.PartitionOf("default")), Azure.ETag.All)], CancellationToken.None);
        elsewhere.Clock.Now += TimeSpan.FromDays(31);

        await HealAsync(elsewhere);

        Assert.Equal(0, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Heal_KeepForEver_RemovesNothing()
    {
        using var app = await TestApp.StartAsync(settings: new Dictionary<string, string> { ["LAUNCH_RETENTION_DAYS"] = "0" });
        await EndedAsync(app, "m1");
        app.Clock.Now += TimeSpan.FromDays(9999);

        await HealAsync(app);

        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Heal_LaunchThatAnotherAgentRan_HasThatAgentPurgeItsHub()
    {
        using var app = await TestApp.StartAsync();
        using var other = await TestApp.StartAsync(shared: app, agent: "other");
        var purged = Purged(other);
        var old = await EndedAsync(other, "m1");
        app.Clock.Now = other.Clock.Now += TimeSpan.FromDays(31);
        await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);

        await HealAsync(app);
        var (queue, wakeup, _) = Assert.Single(app.SentElsewhere);
        await other.Create<WakeupFunctions>().RunAsync(ContractJson.Serialize(wakeup), other.Client.Object, CancellationToken.None);

        Assert.Equal("wakeups-other", queue);
        Assert.Equal([$"{old.Id}.1"], purged);
    }

    [Fact]
    public async Task Heal_Tombstones_ArePrunedOnceADayAndLaterThanTheirLaunches()
    {
        using var app = await TestApp.StartAsync();
        var line = app.Get<IEnumerable<IAgentRepair>>().OfType<OldTombstones>().Single();

        await line.HealAsync(CancellationToken.None);
        await line.HealAsync(CancellationToken.None);

        app.Executor.Verify(e => e.PruneAsync(TestApp.Noon.AddDays(-31), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("3651")]
    [InlineData("a month")]
    public void From_NoNumberOfDays_NamesTheSetting(string value)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("LAUNCH_RETENTION_DAYS", (string?)value)]).Build();

        Assert.Contains("LAUNCH_RETENTION_DAYS", Assert.Throws<InvalidOperationException>(() => RetentionOptions.From(settings)).Message, StringComparison.Ordinal);
    }

    private static List<string> Purged(TestApp app)
    {
        var purged = new List<string>();
        app.Client.Setup(client => client.PurgeInstanceAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Callback((string id, CancellationToken _) => purged.Add(id)).ReturnsAsync(new PurgeResult(1));
        return purged;
    }

    private static Task HealAsync(TestApp app) => app.Get<IEnumerable<IAgentRepair>>().OfType<LaunchRetention>().Single()
        .HealAsync(CancellationToken.None);

    private static async Task<LaunchRow> EndedAsync(TestApp app, string message, string body = """{"command":["true"]}""")
    {
        var accepted = await app.SubmitAsync(message, body);
        var claim = Assert.Single((await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims, made => made.LaunchId == accepted.Id.ToString());
        app.HaveNoOutput();
        app.Observe(accepted.Id.AttemptKey(1), new AttemptObservation(AttemptPhase.Exited, ExitCode: 0));
        await app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);
        await app.Create<AdvanceLaunch>().RunAsync(claim, CancellationToken.None);
        return await app.ReadAsync(accepted.Id);
    }
}
