using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class ClaimPlanTests
{
    private static readonly DateTimeOffset Noon = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(QueueConfig.Unlimited, 1000, ClaimPlan.MaximumClaims)]
    [InlineData(0, 0, 0)]
    [InlineData(3, 1, 2)]
    [InlineData(3, 3, 0)]
    [InlineData(3, 9, 0)]
    [InlineData(500, 0, ClaimPlan.MaximumClaims)]
    public void Room_LimitAndSlots_IsWhatIsLeft(int limit, int slots, int expected) =>
        Assert.Equal(expected, ClaimPlan.Room(Header(limit, paused: false), slots, Noon));

    [Fact]
    public void Room_Paused_IsNone() => Assert.Equal(0, ClaimPlan.Room(Header(QueueConfig.Unlimited, paused: true), 0, Noon));

    [Fact]
    public void Choose_AnyRows_TakesTheFirstByPriorityDueTimeAndId() => Prop.ForAll(
        ArbMap.Default.ArbFor<(PositiveInt Priority, PositiveInt Minute)[]>(),
        ArbMap.Default.ArbFor<PositiveInt>(),
        (seeds, room) =>
        {
            ClaimCandidate[] rows = [.. seeds.Select((seed, i) => Due(seed.Priority.Get % 4, seed.Minute.Get % 5, i))];

            var chosen = ClaimPlan.Choose(rows, room.Get, new AvailableCapacity());

            var byKey = rows.OrderBy(row => row.Due.Key, StringComparer.Ordinal).Take(room.Get);
            Assert.Equal(byKey, chosen);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Actions_FullTransaction_FitsIntoTheHundredOperationsOfTheService()
    {
        ClaimCandidate[] rows = [.. Enumerable.Range(0, ClaimPlan.MaximumClaims).Select(i => Due(2, 0, i))];
        var slots = ClaimTransaction.SlotsFor(rows, "local", "operation", Noon);

        var actions = ClaimTransaction.Actions(Header(-1, paused: false), rows, slots, "operation");

        Assert.Equal(100, actions.Count);
        Assert.Single(actions.Select(action => action.Entity.PartitionKey).Distinct());
        Assert.Equal(100, actions.Select(action => action.Entity.RowKey).Distinct().Count());
    }

    [Fact]
    public void Actions_Always_CommitOnlyAgainstTheHeaderThatWasRead()
    {
        var rows = new[] { Due(2, 0, 1) };

        var actions = ClaimTransaction.Actions(Header(-1, paused: false), rows, ClaimTransaction.SlotsFor(rows, "local", "operation", Noon), "operation");

        Assert.Equal(RowKeys.Header, actions[0].Entity.RowKey);
        Assert.Equal(new Azure.ETag("W/\"1\""), actions[0].ETag);
    }

    [Fact]
    public void Choose_CapFull_PassesOverItsLaunchesAndTakesThoseBehind()
    {
        var (full, free) = (new ConcurrencyLimit("ex-1", 5), new ConcurrencyLimit("ex-2", 5));
        var rooms = new AvailableCapacity();
        rooms.Add(full, room: 0, share: 0);
        rooms.Add(free, room: 2, share: 2);
        ClaimCandidate[] rows = [Due(2, 0, 0, full), Due(2, 1, 1, full, free), Due(2, 2, 2, free), Due(2, 3, 3), Due(2, 4, 4, free), Due(2, 5, 5, free)];

        Assert.Equal([rows[2], rows[3], rows[4]], ClaimPlan.Choose(rows, room: 10, rooms));
        Assert.False(rooms.IsHeldBack);
    }

    [Fact]
    public void Choose_ShareUsedUpWhileTheCapHasRoom_IsHeldBack()
    {
        var cap = new ConcurrencyLimit("aj-1", 5);
        var rooms = new AvailableCapacity();
        rooms.Add(cap, room: 3, share: 1);
        ClaimCandidate[] rows = [Due(2, 0, 0, cap), Due(2, 1, 1, cap)];

        Assert.Equal([rows[0]], ClaimPlan.Choose(rows, room: 10, rooms));
        Assert.True(rooms.IsHeldBack);
    }

    private static QueueHeader Header(int limit, bool paused) =>
        new("gpu", new QueueConfig { Executor = "process", MaxConcurrency = limit }, 1, paused, new Azure.ETag("W/\"1\""));

    private static ClaimCandidate Due(int priority, int minute, int seed, params ConcurrencyLimit[] limits) => new(
        new DueRow(LaunchId.Create("gpu", Noon, $"{seed}"), LabelSetRow.Of([]), (Priority)priority, Noon.AddMinutes(minute), "process", 0, 1, new Azure.ETag("x")),
        limits);
}
