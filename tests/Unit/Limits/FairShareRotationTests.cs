using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Limits;

public sealed class FairShareRotationTests : IDisposable
{
    private const string Three = "a,b,c";

    private static readonly Dictionary<string, string> NameOf = new[] { "a", "b", "c" }.ToDictionary(LaunchId.PartitionOf);

    private readonly LimitScene _scene = new();

    [Fact]
    public async Task Dispatch_OneJobAndThreeFullQueues_EachGetsAThird()
    {
        var app = await _scene.StartAsync(queues: Three, maxJobs: 1);
        await SubmitAsync(a: 10, b: 10, c: 10);
        await _scene.DispatchAsync(app, "b");

        var order = "";
        while (_scene.Slots is [var slot])
        {
            order += Queue(slot);
            await _scene.EndAsync(app, slot);
        }

        Assert.Equal(string.Concat(Enumerable.Repeat("abc", 10)), order);
    }

    // The turn is in storage: a host that starts anew goes on where the last one was.
    [Fact]
    public async Task Dispatch_HostStartedAnew_KeepsTheTurn()
    {
        await SubmitLaterAsync(await _scene.StartAsync(queues: Three, maxJobs: 1));

        var order = "";
        for (var i = 0; i < 6; i++)
        {
            var slot = Assert.Single(_scene.Slots);
            order += Queue(slot);
            await _scene.EndAsync(await _scene.StartAsync(queues: Three, maxJobs: 1), slot);
        }

        Assert.Equal("abcabc", order);
    }

    [Fact]
    public async Task Dispatch_OneCompletion_CostsTheReadsOfTheQueuesThatAreLookedAt()
    {
        var app = await _scene.StartAsync(queues: Three, maxJobs: 1);
        await SubmitAsync(a: 5, b: 5, c: 5);
        await _scene.DispatchAsync(app, "a");
        var calls = new List<string>();
        _scene.BeforeEveryCall((table, operation) => calls.Add(table == _scene.Limits ? $"caps {operation}" : operation));

        await _scene.EndAsync(app, Assert.Single(_scene.Slots));

        // The end; the limit given back and read; queue b; queue a, where the slot became free; the outbox row.
        Assert.Equal(
            ["find", "commit", "caps commit", "caps query", "find", "query", "query", "caps commit", "commit", "find", "query", "query", "commit"],
            calls);
    }

    [Theory]
    [InlineData(6, 9, 9, 9, "2 2 2")]
    [InlineData(5, 9, 9, 9, "2 2 1")]
    [InlineData(6, 1, 9, 9, "1 3 2")]
    [InlineData(6, 9, 0, 9, "3 0 3")]
    [InlineData(6, 0, 0, 9, "0 0 6")]
    [InlineData(6, 1, 1, 1, "1 1 1")]
    public async Task Dispatch_RoomForSeveral_IsSharedAmongTheQueuesWithWaitingWork(int maxJobs, int a, int b, int c, string expected)
    {
        var app = await _scene.StartAsync(queues: Three, maxJobs: maxJobs);
        await SubmitAsync(a, b, c);

        await _scene.DispatchAsync(app, "c");
        await _scene.DispatchAsync(app, "b");
        await _scene.DispatchAsync(app, "a");

        var taken = _scene.Slots.CountBy(Queue).ToDictionary();
        Assert.Equal(Math.Min(maxJobs, a + b + c), _scene.Slots.Count);
        Assert.Equal(expected, string.Join(' ', new[] { "a", "b", "c" }.Select(queue => taken.GetValueOrDefault(queue))));
        _scene.AssertCapsEqualSlots();
    }

    [Fact]
    public async Task Dispatch_ArrivalWithRoomToSpare_LooksAtItsQueueOnly()
    {
        var app = await _scene.StartAsync(queues: Three, maxJobs: 100);
        await SubmitAsync(a: 1, b: 1, c: 1);

        await _scene.DispatchAsync(app, "b");

        Assert.Equal("b", Queue(Assert.Single(_scene.Slots)));
    }

    [Fact]
    public async Task Dispatch_ArrivalWhenItIsAnothersTurn_TheOtherGoesFirst()
    {
        var app = await _scene.StartAsync(queues: Three, maxJobs: 1);
        await SubmitAsync(a: 1, b: 0, c: 1);

        await _scene.DispatchAsync(app, "c");

        Assert.Equal("a", Queue(Assert.Single(_scene.Slots)));
    }

    // The one that was asked for has no share yet; that does not leave all to the first of the others.
    [Fact]
    public async Task Dispatch_ArrivalWhenItIsTheTurnOfSeveralOthers_EachOfThemGoes()
    {
        var app = await _scene.StartAsync(queues: Three, maxJobs: 2);
        await SubmitAsync(a: 9, b: 9, c: 9);

        await _scene.DispatchAsync(app, "c");

        Assert.Equal("ab", string.Concat(_scene.Slots.Select(Queue).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Dispatch_ExecutorCapacityAlone_IsSharedInTurnsToo()
    {
        _scene.Capacity = 1;
        var app = await _scene.StartAsync(queues: Three);
        await SubmitAsync(a: 2, b: 2, c: 2);
        await _scene.DispatchAsync(app, "a");

        var order = "";
        while (_scene.Slots is [var slot])
        {
            order += Queue(slot);
            await _scene.EndAsync(app, slot);
        }

        Assert.Equal("abcabc", order);
    }

    [Fact]
    public async Task Dispatch_TwoShortCaps_NeitherHidesTheOtherAndNobodyWaitsForNothing()
    {
        _scene.Capacity = 2;
        var app = await _scene.StartAsync(queues: Three, maxJobs: 3);
        await _scene.SubmitAsync("a", count: 5);
        await _scene.SubmitAsync("b", count: 5);
        await _scene.SubmitAsync("c", count: 5, executor: "elsewhere");

        await _scene.DispatchAsync(app, "a");

        Assert.Equal("abc", string.Concat(_scene.Slots.Select(Queue).Order(StringComparer.Ordinal)));
        for (var i = 0; i < 12; i++)
        {
            await _scene.EndAsync(app, _scene.Slots[i % _scene.Slots.Count]);
            Assert.Equal(Math.Min(3, 14 - i), _scene.Slots.Count);
            _scene.AssertWithinLimits();
        }
    }

    [Fact]
    public async Task Dispatch_SchedulersWhileTheAgentIsFullOfJobs_StillGo()
    {
        var app = await _scene.StartAsync(queues: Three, maxJobs: 1, maxSchedulers: 2);
        await SubmitAsync(a: 3, b: 3, c: 3);
        await _scene.DispatchAsync(app, "a");
        await _scene.SubmitAsync("c", count: 3, isScheduler: true);

        await _scene.DispatchAsync(app, "c");

        Assert.Equal(["c", "c"], _scene.Slots.Where(slot => slot.IsScheduler).Select(Queue));
    }

    [Fact]
    public async Task Dispatch_MoreThanOneTransactionHolds_StartsAllOfThem()
    {
        var app = await _scene.StartAsync(queues: "a,b", maxJobs: 90);
        await SubmitAsync(a: 80, b: 80, c: 0);

        await _scene.DispatchAsync(app, "a");

        Assert.Equal((45, 45), (_scene.Slots.Count(slot => Queue(slot) == "a"), _scene.Slots.Count(slot => Queue(slot) == "b")));
    }

    public void Dispose() => _scene.Dispose();

    private static string Queue(SlotRow slot) => NameOf[slot.Id.Partition];

    private async Task SubmitAsync(int a, int b, int c)
    {
        await _scene.SubmitAsync("a", a);
        await _scene.SubmitAsync("b", b);
        await _scene.SubmitAsync("c", c);
    }

    private async Task SubmitLaterAsync(TestApp app)
    {
        await SubmitAsync(a: 3, b: 3, c: 3);
        await _scene.DispatchAsync(app, "a");
    }
}
