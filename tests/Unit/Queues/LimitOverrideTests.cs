using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.WhyWaiting;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class LimitOverrideTests
{
    private const string OneForAnHour = """{"max_concurrency":1,"until":"2031-05-01T13:00:00Z"}""";

    [Fact]
    public async Task Override_UntilItsTime_IsTheLimitAndThenExpiresByItself()
    {
        using var app = await ThreeAsync(limit: 2);

        var queue = (await app.OverrideAsync(OneForAnHour)).Read<QueueView>(200);

        Assert.Equal((3, 2, 1), (queue.ConfigVersion, queue.MaxConcurrency, queue.LimitOverride!.MaxConcurrency));
        Assert.Equal(1, await app.ClaimedAsync());
        app.Clock.Now = TestApp.Noon.AddMinutes(60) - TimeSpan.FromTicks(1);
        Assert.Equal(0, await app.ClaimedAsync());
        app.Clock.Now = TestApp.Noon.AddMinutes(60);
        Assert.Equal(1, await app.ClaimedAsync());
        Assert.Null((await app.ViewAsync("default"))!.LimitOverride);
    }

    [Fact]
    public async Task Override_AtItsEnd_TheAgentsAreWoken()
    {
        using var app = await ThreeAsync(limit: 2);
        var delays = new List<TimeSpan?>();
        app.WakeupQueue.Setup(q => q.SendMessageAsync(
                It.IsAny<string>(), It.IsAny<TimeSpan?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .Callback((string _, TimeSpan? delay, TimeSpan? _, CancellationToken _) => delays.Add(delay));

        await app.OverrideAsync(OneForAnHour);

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromHours(1)], delays);
    }

    [Fact]
    public async Task Override_None_LetsAnyNumberStart()
    {
        using var app = await ThreeAsync(limit: 1);

        var queue = (await app.OverrideAsync("""{"max_concurrency":-1,"until":"2031-05-01T13:00:00Z"}""")).Read<QueueView>(200);

        Assert.Equal((true, null), (queue.LimitOverride is not null, queue.LimitOverride!.MaxConcurrency));
        Assert.Equal(3, await app.ClaimedAsync());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"max_concurrency":null}""")]
    public async Task Override_WithoutALimit_RemovesIt(string body)
    {
        using var app = await ThreeAsync(limit: 2);
        await app.OverrideAsync(OneForAnHour);

        Assert.Null((await app.OverrideAsync(body)).Read<QueueView>(200).LimitOverride);

        Assert.Equal(2, await app.ClaimedAsync());
    }

    [Theory]
    [InlineData("""{"max_concurrency":1}""", "/until missing_field")]
    [InlineData("""{"max_concurrency":1,"until":"2031-05-01T12:00:00Z"}""", "/until out_of_range")]
    [InlineData("""{"max_concurrency":1,"until":"tomorrow"}""", "/until invalid_format")]
    [InlineData("""{"max_concurrency":-2,"until":"2031-05-01T13:00:00Z","for":1}""", "/for unknown_field", "/max_concurrency out_of_range")]
    public async Task Override_BadBody_NamesEveryProblem(string body, params string[] problems)
    {
        using var app = await TestApp.StartAsync();

        var answer = (await app.OverrideAsync(body)).ReadProblem(422, "invalid_request");

        Assert.Equal(problems, answer.Errors.Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Override_LowerLimit_BeatsAClaimInFlight()
    {
        using var app = await ThreeAsync(limit: 3);
        app.BeforeNextCommit(() => app.OverrideAsync(OneForAnHour));

        Assert.Equal(0, await app.ClaimedAsync());
        Assert.Equal(1, await app.ClaimedAsync());
        Assert.Equal(0, await app.ClaimedAsync());
    }

    [Fact]
    public async Task Reason_LimitOfAnOverride_SaysThatLimit()
    {
        using var app = await ThreeAsync(limit: 2);
        await app.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        await app.OverrideAsync(OneForAnHour);
        await app.ClaimedAsync();

        var waiting = (await app.DueAsync())[0];
        var reason = await app.Get<ReasonQueries>().FindAsync(await app.ReadAsync(LaunchId.Parse(waiting.Id)), CancellationToken.None);

        Assert.Equal(ReasonCodes.LimitReached, reason!.Code);
        Assert.StartsWith("Queue 'default' runs 1 of at most 1 launches.", reason.Message, StringComparison.Ordinal);
    }

    private static async Task<TestApp> ThreeAsync(int limit)
    {
        var app = await TestApp.StartAsync();
        await app.PutQueueAsync("default", $$"""{"max_concurrency":{{limit}}}""");
        for (var i = 0; i < 3; i++)
            await app.SubmitAsync($"m{i}");
        return app;
    }
}
