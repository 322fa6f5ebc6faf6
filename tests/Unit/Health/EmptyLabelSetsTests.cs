using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Core.Submission;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class EmptyLabelSetsTests
{
    private const string OnGpu = """{"command":["true"],"labels":["gpu"]}""";

    [Fact]
    public async Task Heal_NothingWaitsInTheSet_DeletesItsRowOnly()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        var labelled = await app.SubmitAsync("m2", OnGpu);
        await HealAsync(app);
        Assert.Equal(2, app.Count(RowKeys.LabelSets));

        await app.Get<StopRequests>().StopAsync(labelled.Id, force: false, CancellationToken.None);
        await HealAsync(app);

        Assert.Equal(1, app.Count(RowKeys.LabelSets));
        await app.ClaimAsync();
    }

    [Fact]
    public async Task Heal_LaunchArrivesBetweenLookAndDelete_KeepsTheSetSoThatItIsClaimed()
    {
        using var app = await TestApp.StartAsync();
        var first = await app.SubmitAsync("m1");
        await app.Get<StopRequests>().StopAsync(first.Id, force: false, CancellationToken.None);
        app.Launches.Before = operation =>
        {
            if (operation != "commit")
                return;
            app.Launches.Before = null;
            app.SubmitAsync("m2").GetAwaiter().GetResult();
        };

        await HealAsync(app);

        await app.ClaimAsync();
    }

    [Fact]
    public async Task Accept_ThirtyThirdSetOfLabels_IsRejectedUntilOneIsFree()
    {
        using var app = await TestApp.StartAsync();
        for (var set = 0; set < LabelSetLimit.Maximum; set++)
            Assert.Equal("default", (await SubmitAsync(app, set)).Queue);

        Assert.Equal(QueueNames.Rejected, (await SubmitAsync(app, 32)).Queue);
        Assert.Equal("default", (await app.SubmitAsync("again", Labelled(7))).Queue);
        var freed = await app.ReadAsync(LaunchId.Create("default", TestApp.Noon, "m5"));
        await app.Get<StopRequests>().StopAsync(freed.Id, force: false, CancellationToken.None);
        await HealAsync(app);

        Assert.Equal("default", (await app.SubmitAsync("later", Labelled(32))).Queue);
    }

    [Fact]
    public async Task Accept_TooManySets_SaysWhichCode()
    {
        using var app = await TestApp.StartAsync();
        for (var set = 0; set <= LabelSetLimit.Maximum; set++)
            await SubmitAsync(app, set);

        var rejected = await app.ReadAsync(LaunchId.Create(QueueNames.Rejected, TestApp.Noon, "m32"));

        Assert.Equal("too_many_label_sets", rejected.Error?.Code);
    }

    private static Task<AcceptedLaunch> SubmitAsync(TestApp app, int set) => app.SubmitAsync($"m{set}", Labelled(set));

    private static string Labelled(int set) => $$"""{"command":["true"],"labels":["set-{{set}}"]}""";

    private static Task HealAsync(TestApp app) => app.Get<IEnumerable<IQueueRepair>>().OfType<EmptyLabelSets>().Single()
        .HealAsync(new QueueScope("default", app.Get<QueueReader>()), CancellationToken.None);
}
