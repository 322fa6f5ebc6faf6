using Azure.Storage.Queues.Models;
using LaunchAgent.Core;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.DurableTask;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class IntakeFunctionsTests
{
    [Fact]
    public async Task Run_GoodMessage_StartsOneOrchestrationForItsClaim()
    {
        using var app = await TestApp.StartAsync();

        await app.Create<IntakeFunctions>().RunAsync(Message("m1", """{"command":["true"]}"""), app.Client.Object, CancellationToken.None);

        var claim = Assert.Single(app.Started);
        Assert.Equal($"{claim.LaunchId}.1", claim.InstanceId);
    }

    [Fact]
    public async Task Run_MessageDeliveredTwice_StartsNothingTwice()
    {
        using var app = await TestApp.StartAsync();
        var functions = app.Create<IntakeFunctions>();

        await functions.RunAsync(Message("m1", """{"command":["true"]}"""), app.Client.Object, CancellationToken.None);
        await functions.RunAsync(Message("m1", """{"command":["true"]}"""), app.Client.Object, CancellationToken.None);

        Assert.Single(app.Started);
    }

    [Fact]
    public async Task Run_BadMessage_NeitherThrowsNorStartsAnything()
    {
        using var app = await TestApp.StartAsync();

        await app.Create<IntakeFunctions>().RunAsync(Message("m1", "not json"), app.Client.Object, CancellationToken.None);

        Assert.Empty(app.Started);
        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Run_DispatchFailsAfterTheLaunchIsRecorded_DoesNotThrow()
    {
        using var app = await TestApp.StartAsync();
        app.Client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("The hub is away."));

        await app.Create<IntakeFunctions>().RunAsync(Message("m1", """{"command":["true"]}"""), app.Client.Object, CancellationToken.None);

        Assert.Equal(1, app.Count(RowKeys.Slots));
    }

    [Fact]
    public async Task Run_StorageFailsBeforeTheLaunchIsRecorded_ThrowsSoThatTheMessageComesAgain()
    {
        using var app = await TestApp.StartAsync();
        app.Launches.Before = _ => throw new Azure.RequestFailedException(503, "busy");

        await Assert.ThrowsAsync<Azure.RequestFailedException>(() =>
            app.Create<IntakeFunctions>().RunAsync(Message("m1", """{"command":["true"]}"""), app.Client.Object, CancellationToken.None));
    }

    private static QueueMessage Message(string id, string body) =>
        QueuesModelFactory.QueueMessage(id, "receipt", BinaryData.FromString(body), 1, insertedOn: TestApp.Noon);
}
