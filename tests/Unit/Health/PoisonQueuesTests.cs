using Azure;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class PoisonQueuesTests
{
    private const string RunItems = "run-items-poison";
    private const string WakeupQueue = "wakeups-local-poison";
    private const string Spec = """{"command":["true"]}""";

    // Polling of a trigger's queue costs a call a second, for queues that are empty for months.
    [Fact]
    public void Triggers_OfTheApp_AreOnNoPoisonQueue() =>
        Assert.DoesNotContain(
            typeof(ServiceRegistration).Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters())
                .SelectMany(parameter => parameter.GetCustomAttributes(typeof(QueueTriggerAttribute), inherit: false).Cast<QueueTriggerAttribute>()),
            trigger => trigger.QueueName.EndsWith("-poison", StringComparison.Ordinal));

    // The copy on the poison queue has an id of its own, and the launch may exist under the first one.
    [Fact]
    public async Task Heal_RunItemThatWasGivenUp_IsRecordedAndCreatesNothingThatCouldRun()
    {
        using var app = await TestApp.StartAsync();
        await app.Queues[RunItems].SendMessageAsync(Spec);

        await HealAsync(app);

        var launch = LaunchRow.From(Assert.Single(app.Launches.All, row => row.RowKey.StartsWith(RowKeys.Launches, StringComparison.Ordinal)));
        Assert.Equal((LaunchState.Rejected, "intake_failed"), (launch.State, launch.Error!.Code));
        Assert.Equal(0, app.Count(RowKeys.DueRows));
        Assert.Empty(app.Queues[RunItems].Texts);
    }

    [Fact]
    public async Task Heal_HostDiesBeforeTheMessageIsDeleted_RecordsItOnce()
    {
        using var app = await TestApp.StartAsync();
        await app.Queues[RunItems].SendMessageAsync(Spec);
        app.Queues[RunItems].Before = (what, _) => what == "delete" ? throw new RequestFailedException(500, "down") : Task.CompletedTask;
        await Assert.ThrowsAsync<RequestFailedException>(() => HealAsync(app));
        Assert.Equal(1, app.Count(RowKeys.Launches));
        app.Queues[RunItems].Before = null;

        await NextRunAsync(app);

        Assert.Equal(1, app.Count(RowKeys.Launches));
        Assert.Empty(app.Queues[RunItems].Texts);
    }

    [Fact]
    public async Task Heal_StorageFailsBeforeTheRecord_KeepsTheMessage()
    {
        using var app = await TestApp.StartAsync();
        await app.Queues[RunItems].SendMessageAsync(Spec);
        app.Launches.Before = _ => throw new RequestFailedException(503, "busy");
        await Assert.ThrowsAsync<RequestFailedException>(() => HealAsync(app));
        app.Launches.Before = null;

        await NextRunAsync(app);

        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Heal_OneCannotBeRecorded_StopsNoneBehindIt()
    {
        using var app = await TestApp.StartAsync();
        for (var i = 0; i < 70; i++)
            await app.Queues[RunItems].SendMessageAsync(Spec);
        var failed = false;
        app.Launches.Before = _ =>
        {
            if (failed)
                return;
            failed = true;
            throw new InvalidOperationException("Only the first.");
        };

        await HealAsync(app);
        Assert.Equal((69, 1), (app.Count(RowKeys.Launches), app.Queues[RunItems].Texts.Count()));

        await NextRunAsync(app);
        Assert.Equal((70, 0), (app.Count(RowKeys.Launches), app.Queues[RunItems].Texts.Count()));
    }

    [Fact]
    public async Task Heal_WakeupsThatWereGivenUp_AreDropped()
    {
        using var app = await TestApp.StartAsync();
        await app.Queues[WakeupQueue].SendMessageAsync("""{"kind":"poke"}""");

        await HealAsync(app);

        Assert.Empty(app.Queues[WakeupQueue].Texts);
        Assert.Equal(0, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Heal_QueuesWereDeleted_IsNoFault()
    {
        using var app = await TestApp.StartAsync();
        app.Queues[RunItems].Before = app.Queues[WakeupQueue].Before = (_, _) => throw new RequestFailedException(404, "no", "QueueNotFound", null);

        await HealAsync(app);
    }

    private static Task HealAsync(TestApp app) => app.Create<PoisonQueues>().HealAsync(CancellationToken.None);

    private static Task NextRunAsync(TestApp app)
    {
        app.Clock.Now += TimeSpan.FromMinutes(1);
        return HealAsync(app);
    }
}
