using Azure;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Health;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Health;

public sealed class HealthChecksTests
{
    [Fact]
    public async Task Run_EverythingWorks_IsOk()
    {
        using var app = await StartedAsync();

        Assert.All(await app.Get<HealthChecks>().RunAsync(CancellationToken.None), check => Assert.True(check.Ok, check.Detail));
    }

    [Fact]
    public async Task Run_StorageDown_NamesItAndTellsNothingOfTheFault()
    {
        using var app = await StartedAsync();
        app.Launches.Before = _ => throw new InvalidOperationException("AccountKey=s3cret");

        var check = Assert.Single(await app.Get<HealthChecks>().RunAsync(CancellationToken.None), check => !check.Ok);

        Assert.Equal("storage", check.Name);
        Assert.DoesNotContain("s3cret", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_QueueOfNudgesMissing_NamesIt()
    {
        using var app = await StartedAsync();
        app.Nudges.Setup(queue => queue.GetPropertiesAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new RequestFailedException(404, "QueueNotFound"));

        Assert.Equal("nudges", Assert.Single(await app.Get<HealthChecks>().RunAsync(CancellationToken.None), check => !check.Ok).Name);
    }

    [Fact]
    public async Task Run_NoHeartbeat_FailsOnceTheProcessIsAMinuteOld()
    {
        using var app = await StartedAsync();
        app.Clock.Now += TimeSpan.FromSeconds(91);
        Assert.Equal("heartbeat", Assert.Single(await app.Get<HealthChecks>().RunAsync(CancellationToken.None), check => !check.Ok).Name);

        using var young = await TestApp.StartAsync(shared: app);
        young.Clock.Now = app.Clock.Now;
        Assert.All(await young.Get<HealthChecks>().RunAsync(CancellationToken.None), check => Assert.True(check.Ok, check.Detail));
    }

    private static async Task<TestApp> StartedAsync()
    {
        var app = await TestApp.StartAsync();
        await app.Get<Heartbeat>().StartAsync(CancellationToken.None);
        return app;
    }
}
