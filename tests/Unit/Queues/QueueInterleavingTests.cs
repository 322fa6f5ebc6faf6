using System.Globalization;
using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Limits;

namespace LaunchAgent.Tests.Unit.Queues;

/// <summary>Changes of a queue against claims and arrivals, in any order of their storage calls.</summary>
public sealed class QueueInterleavingTests
{
    private const string OfGpu = """{"queue":"gpu","command":["true"]}""";

    [Fact]
    public async Task Changes_AnyInterleaving_EveryClaimAndEveryCancelIsAllowedByTheHeaderItMeets()
    {
        for (var seed = 0; seed < 80; seed++)
        {
            using var app = await StartAsync("one");
            using var other = await StartAsync("two", app);
            await app.PutQueueAsync("gpu", """{"max_concurrency":3,"on_limit":"cancel_new"}""");
            await SubmitAsync(app, "early", 5);
            var before = (Slots: 0, Cancelled: 0);
            app.Launches.After = operation =>
            {
                var now = (Slots: app.Count(RowKeys.Slots), Cancelled: Cancelled(app).Count);
                if (operation == "commit" && now != before)
                {
                    var header = Header(app);
                    Assert.False(header.Paused);
                    Assert.True(now.Slots == before.Slots || now.Slots <= header.LimitAt(app.Clock.Now), $"seed {seed}: claims beyond the limit");
                    Assert.True(now.Cancelled == before.Cancelled || now.Slots >= header.LimitAt(app.Clock.Now), $"seed {seed}: cancelled although there was room");
                    before = now;
                }
            };
            var interleaving = new Interleaving(seed);
            app.Launches.Before = _ => interleaving.AwaitTurn();

            await interleaving.RunAsync(
                () => ClaimAllAsync(app),
                () => ClaimAllAsync(other),
                async () =>
                {
                    await app.OverrideAsync("""{"max_concurrency":1,"until":"2031-05-02T12:00:00Z"}""", "gpu");
                    await app.PauseAsync("gpu");
                    await app.OverrideAsync("{}", "gpu");
                    await app.ResumeAsync("gpu");
                },
                () => SubmitAsync(app, "late", 2));
            app.Launches.Before = null;
            await ClaimAllAsync(app);

            Assert.Equal((7, 0, 5), (app.Count(RowKeys.Slots) + Cancelled(app).Count, app.Count(RowKeys.DueRows), Header(app).ConfigVersion));
        }
    }

    [Fact]
    public async Task Waits_TwoAgentsClaimAtOnceAndAnswersAreLost_CountEveryLaunchOnce()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            using var app = await StartAsync("one");
            using var other = await StartAsync("two", app);
            await app.PutQueueAsync("gpu", """{"max_concurrency":4}""");
            await SubmitAsync(app, "early", 3);
            var draws = new Random(seed);
            app.Launches.LosesAnswer = () => draws.Next(4) == 0;
            var interleaving = new Interleaving(seed);
            app.Launches.Before = _ => interleaving.AwaitTurn();

            await interleaving.RunAsync(() => ClaimAllAsync(app), () => ClaimAllAsync(other), () => SubmitAsync(app, "late", 3), async () => await app.PauseAsync());
            app.Launches.Before = null;

            var counted = Regex.Matches(Header(app).Waits.Format(), @"\*(\d+)").Sum(count => int.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture));
            Assert.Equal((seed, app.Count(RowKeys.Slots)), (seed, counted));
        }
    }

    [Fact]
    public async Task Removal_AnyInterleaving_LeavesNothingThatWaitsAndRemovesNoQueueWithAClaim()
    {
        for (var seed = 0; seed < 160; seed++)
        {
            var force = seed % 2 == 0;
            using var app = await StartAsync("one");
            using var other = await StartAsync("two", app);
            await app.PutQueueAsync("gpu");
            await SubmitAsync(app, "early", force ? 3 : 0);
            var interleaving = new Interleaving(seed);
            app.Launches.Before = _ => interleaving.AwaitTurn();

            await interleaving.RunAsync(
                async () =>
                {
                    await SubmitAsync(app, "late", 2);
                    await ClaimAllAsync(other);
                },
                async () => await app.DeleteQueueAsync("gpu", force ? "?force=true" : ""));
            app.Launches.Before = null;
            for (var i = 0; i < 2; i++)
                await app.Create<UnsettledQueues>().HealAsync(CancellationToken.None);

            var slots = app.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)).Select(SlotRow.From).ToArray();
            Assert.Equal(slots.Length > 0, await app.ViewAsync("gpu") is not null);
            Assert.Equal(0, app.Count(RowKeys.DueRows));
            Assert.All(slots, slot => Assert.Equal(force ? DesiredState.Stop : DesiredState.Run, slot.DesiredState));
        }
    }

    private static Task<TestApp> StartAsync(string agent, TestApp? shared = null) =>
        TestApp.StartAsync(shared: shared, agent: agent, settings: new Dictionary<string, string> { ["LAUNCH_AGENT_QUEUES"] = "gpu" });

    private static async Task SubmitAsync(TestApp app, string name, int count)
    {
        for (var i = 0; i < count; i++)
            await app.SubmitAsync($"{name}{i}", OfGpu);
    }

    private static async Task ClaimAllAsync(TestApp app)
    {
        for (var again = true; again;)
        {
            var result = await app.Get<ClaimEngine>().ClaimAsync("gpu", CancellationToken.None);
            again = result.Contended || result.WantsMore;
        }
    }

    private static QueueHeader Header(TestApp app) =>
        QueueHeader.From(app.Launches.All.Single(row => row.RowKey == RowKeys.Header && row.PartitionKey == LaunchId.PartitionOf("gpu")));

    private static List<LaunchRow> Cancelled(TestApp app) =>
    [
        .. app.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Launches, StringComparison.Ordinal)).Select(LaunchRow.From)
            .Where(launch => launch.State == LaunchState.Cancelled),
    ];
}
