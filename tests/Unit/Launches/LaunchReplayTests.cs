using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>A claim whose host dies at every step, and at every storage call of every step, comes to the same end as one left in peace.</summary>
public sealed class LaunchReplayTests
{
    public static TheoryData<int> Stories => [.. Enumerable.Range(0, ReplayStory.All.Count)];

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task Run_HostDiesAfterEveryStepBeforeItsResultIsKept_SameRecordAndOneKeySubmitted(int number)
    {
        var story = ReplayStory.All[number];
        var (app, id, replay) = await story.ClaimedAsync(runsPerActivity: 2);
        using var _ = app;

        await replay.ToEndAsync();

        await AssertEndAsync(story, app, id);
    }

    // Both sides of every call, writes and reads alike: before it is sent, and after it took effect.
    [Theory]
    [MemberData(nameof(Stories))]
    public async Task Run_HostDiesAtEveryStorageCall_SameRecordAndOneKeySubmitted(int number)
    {
        var story = ReplayStory.All[number];
        var points = 0;
        foreach (var after in new[] { false, true })
        {
            for (var point = 1; ; point++)
            {
                var (app, id, replay) = await story.ClaimedAsync();
                using var _ = app;
                var calls = 0;
                void Count(string operation)
                {
                    if (replay.IsInActivity && ++calls == point)
                        throw new InvalidOperationException($"The host dies at {operation} {point}.");
                }

                if (after)
                    app.Launches.After = Count;
                else
                    app.Launches.Before = Count;
                await replay.ToEndAsync();
                app.Launches.Before = app.Launches.After = null;

                if (calls < point)
                    break;
                points++;
                await AssertEndAsync(story, app, id);
            }
        }

        Assert.InRange(points, 10, 100);
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task Run_EveryAnswerLost_SameRecordAndOneKeySubmitted(int number)
    {
        var story = ReplayStory.All[number];
        var (app, id, replay) = await story.ClaimedAsync();
        using var _ = app;
        app.Launches.LosesAnswer = app.Directory.LosesAnswer = () => true;

        await replay.ToEndAsync();

        app.Launches.LosesAnswer = app.Directory.LosesAnswer = null;
        await AssertEndAsync(story, app, id);
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task Run_EverySignalThreeTimes_SameRecord(int number)
    {
        var story = ReplayStory.All[number];
        var (app, id, replay) = await story.ClaimedAsync(signalsAtOnce: 3);
        using var _ = app;

        await replay.ToEndAsync();

        await AssertEndAsync(story, app, id);
    }

    // The orchestration is over: a signal that comes now is refused by the hub, and no activity runs for it.
    [Theory]
    [MemberData(nameof(Stories))]
    public async Task Decide_RunOnceMoreAfterTheEnd_ChangesNothing(int number)
    {
        var story = ReplayStory.All[number];
        var (app, id, replay) = await story.ClaimedAsync();
        using var _ = app;
        await replay.ToEndAsync();
        var before = ReplayStory.Recorded(app);

        Assert.Equal(ClaimStep.End, await app.Create<AdvanceLaunch>().RunAsync(app.Started.Single(), CancellationToken.None));

        Assert.Equal(before, ReplayStory.Recorded(app));
        await AssertEndAsync(story, app, id);
    }

    [Fact]
    public async Task Run_ExecutorFailsNineTimes_SubmitsTheSameKeyUntilItTakes()
    {
        var story = ReplayStory.All[0];
        var (app, id, replay) = await story.ClaimedAsync();
        using var _ = app;
        var submitted = new List<string>();
        app.Executor.Setup(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()))
            .Returns((AttemptRequest request, CancellationToken _) =>
            {
                submitted.Add(request.Key);
                return submitted.Count < 10 ? Task.FromException(new InvalidOperationException("busy")) : Task.CompletedTask;
            });

        await replay.ToEndAsync();

        Assert.Equal(Enumerable.Repeat(id.AttemptKey(1), 10), submitted);
        Assert.Equal([nameof(StartAttempt), DurableTaskHub.Signal, nameof(AdvanceLaunch)], replay.Player.Script);
        Assert.Equal(9, replay.Player.Timers.Count);
        await AssertEndAsync(story, app, id);
    }

    private static async Task AssertEndAsync(ReplayStory story, TestApp app, LaunchId id)
    {
        var (calm, _, replay) = await story.ClaimedAsync();
        using var __ = calm;
        await replay.ToEndAsync();
        Assert.Equal(story.End, (await calm.ReadAsync(id)).State);

        Assert.Equal(ReplayStory.Recorded(calm), ReplayStory.Recorded(app));
        Assert.Equal((0, 0), (app.Count(RowKeys.Slots), app.Count(RowKeys.OutboxRows)));
        app.Executor.Verify(
            e => e.SubmitAsync(It.Is<AttemptRequest>(request => request.Key != id.AttemptKey(1)), It.IsAny<CancellationToken>()), Times.Never);
        app.Executor.Verify(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()), Times.AtLeastOnce);
    }
}
