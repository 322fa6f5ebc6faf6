using LaunchAgent.Contracts.Json;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Scheduling.Limits;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Limits;

/// <summary>Two agents whose queues use the same executor, which has room for one launch.</summary>
public sealed class SharedExecutorTests
{
    [Theory]
    [InlineData("qb")]
    [InlineData("qb,qc")]
    public async Task End_OfTheOneThatHeldTheRoom_WakesTheOtherAgent(string queues)
    {
        using var scene = new LimitScene { Capacity = 1 };
        var (a, b) = await WaitingForRoomAsync(scene, queues);

        await scene.EndAsync(a, Assert.Single(scene.Slots));
        var (to, wakeup, delay) = Assert.Single(a.SentElsewhere);
        await WakeupAsync(b, wakeup);

        Assert.Equal(("wakeups-b", WakeupKind.Room, TimeSpan.Zero), (to, wakeup.Kind, delay));
        Assert.Equal("b", Assert.Single(scene.Slots).Agent);
    }

    [Fact]
    public async Task Run_RoomOfAnExecutorThatThisAgentHasNot_IsIgnored()
    {
        using var scene = new LimitScene { Capacity = 1 };
        var (_, b) = await WaitingForRoomAsync(scene, "qb");
        b.Launches.Before = operation => throw new InvalidOperationException(operation);

        await WakeupAsync(b, new Wakeup(WakeupKind.Room) { ConcurrencyLimit = LimitKeys.Executor("another") });
    }

    // Nobody shares what is an agent's own.
    [Fact]
    public async Task End_OfWhatHeldOnlyTheAgentsOwnCap_ReadsNoDirectory()
    {
        using var scene = new LimitScene();
        var a = await scene.StartAsync("a", "qa", maxJobs: 1);
        await scene.SubmitAsync("qa");
        await scene.DispatchAsync(a, "qa");
        a.Directory.Before = operation => throw new InvalidOperationException(operation);

        await scene.EndAsync(a, Assert.Single(scene.Slots));
    }

    private static async Task<(TestApp A, TestApp B)> WaitingForRoomAsync(LimitScene scene, string queuesOfB)
    {
        var a = await scene.StartAsync("a", "qa");
        var b = await scene.StartAsync("b", queuesOfB);
        await b.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        await scene.SubmitAsync("qa");
        await scene.DispatchAsync(a, "qa");
        await scene.SubmitAsync(queuesOfB.Split(',')[^1]);
        await scene.DispatchAsync(b, queuesOfB.Split(',')[^1]);
        Assert.Equal("a", Assert.Single(scene.Slots).Agent);
        return (a, b);
    }

    private static Task WakeupAsync(TestApp app, Wakeup wakeup) =>
        app.Create<WakeupFunctions>().RunAsync(ContractJson.Serialize(wakeup), app.Client.Object, CancellationToken.None);
}
