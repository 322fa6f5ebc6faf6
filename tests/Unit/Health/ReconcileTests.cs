using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class ReconcileTests
{
    [Fact]
    public async Task Run_LineThatFails_StopsNeitherTheOtherLinesNorTheOtherQueues()
    {
        var done = new List<string>();
        var reconcile = Create(
            TimeProvider.System,
            [new Line(scope => throw new InvalidOperationException(scope.Queue)), new Line(scope => done.Add(scope.Queue))],
            () => done.Add("agent"));

        await reconcile.RunAsync(CancellationToken.None);

        Assert.Equal(["a", "b", "agent"], done);
    }

    [Theory]
    [InlineData("do", 1)]
    [InlineData("ddo", 1)]
    [InlineData("ddfddo", 1)]
    [InlineData("dddo", 0)]
    public async Task Run_StorageAnswersNoLine_IsPutOffAfterThreeInARow(string story, int runs)
    {
        var done = new List<string>();
        var lines = story.Select(line => new Line(line switch
        {
            'd' => _ => throw new Azure.RequestFailedException("down"),
            'f' => scope => throw new InvalidOperationException(scope.Queue),
            _ => scope => done.Add(scope.Queue),
        }));

        await Create(TimeProvider.System, lines, () => { }).RunAsync(CancellationToken.None);

        Assert.Equal(runs, done.Count(queue => queue == "a"));
    }

    [Fact]
    public async Task Run_LineThatHangs_IsCutOffAndTheOthersRun()
    {
        var done = new List<string>();
        var reconcile = Create(new SetClock(TestApp.Noon) { OnDelay = _ => { } }, [new Hanging()], () => done.Add("agent"));

        await reconcile.RunAsync(CancellationToken.None);

        Assert.Equal(["agent"], done);
    }

    [Fact]
    public async Task Run_HostStops_EndsAtOnce()
    {
        using var stopping = new CancellationTokenSource();
        var reconcile = Create(TimeProvider.System, [new Line(_ => stopping.Cancel()), new Hanging()], () => { });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reconcile.RunAsync(stopping.Token));
    }

    private static Reconcile Create(TimeProvider time, IEnumerable<IQueueRepair> lines, Action agentLine)
    {
        var agentHealing = new Mock<IAgentRepair>();
        agentHealing.Setup(line => line.HealAsync(It.IsAny<CancellationToken>()))
            .Callback(agentLine).Returns(Task.CompletedTask);
        using var app = TestApp.StartAsync().GetAwaiter().GetResult();
        var agent = app.Get<AgentOptions>() with { Queues = ["a", "b"] };
        var held = new WatchedQueues(agent, app.Get<QueueCatalog>(), app.Get<QueueReader>(), time);
        return new Reconcile(
            app.Get<QueueReader>(), agent, held, lines, [agentHealing.Object], time, NullLogger<Reconcile>.Instance);
    }

    private sealed class Line(Action<QueueScope> heal) : IQueueRepair
    {
        public Task HealAsync(QueueScope scope, CancellationToken cancellationToken)
        {
            heal(scope);
            return Task.CompletedTask;
        }
    }

    private sealed class Hanging : IQueueRepair
    {
        public Task HealAsync(QueueScope scope, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
