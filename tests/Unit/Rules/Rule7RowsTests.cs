using System.Text.RegularExpressions;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Rules;

/// <summary>Rule 7: keys of lower-case ASCII and fixed width with free text hashed, sentinels for "none", blobs for long texts.</summary>
public sealed class Rule7RowsTests
{
    [Fact]
    public async Task Keys_WhateverTheTextsAre_AreLowerCaseAsciiOfOneWidthAKind()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("MESSAGE/1", """{"command":["true"],"labels":["GPU é","世界"],"idempotency_key":"Key/é?#\\"}""");
        await app.SubmitAsync("x", """{"command":["true"],"priority":"low","labels":["a"],"idempotency_key":"b"}""");
        await app.SubmitAsync("later", """{"command":["true"],"scheduled_start_time":"2032-01-01T00:00:00Z"}""");

        Assert.All(app.Launches.All, row => Assert.Matches("^[a-z0-9]+$", row.PartitionKey + row.RowKey));
        Assert.All(app.Launches.All.GroupBy(row => row.RowKey[0]), kind => Assert.Single(kind.Select(row => row.RowKey.Length).Distinct()));
    }

    // A merge cannot clear a property: without sentinels the second attempt would inherit what the first one was held to.
    [Fact]
    public async Task SecondAttempt_FirstWasTimedStoppedAndForced_InheritsNothing()
    {
        using var app = await TestApp.StartAsync();
        app.HaveNoOutput();
        var id = (await app.SubmitAsync("m1", """{"command":["true"],"retry":{"max_retries":1},"timeouts":{"start_seconds":60,"run_seconds":60}}""")).Id;
        await DispatchAsync(app);
        await app.Create<StartAttempt>().RunAsync(app.Started[^1], CancellationToken.None);
        app.Observe(id.AttemptKey(1), new AttemptObservation(AttemptPhase.Running, "17", TestApp.Noon));
        await app.Get<AttemptMonitor>().LookAsync(CancellationToken.None);
        Assert.NotNull((await app.ReadAsync(id)).Terms.EndBy);
        app.Observe(id.AttemptKey(1), new AttemptObservation(AttemptPhase.Exited, "17", TestApp.Noon, TestApp.Noon, 1));

        await app.Create<AdvanceLaunch>().RunAsync(app.Started[^1], CancellationToken.None);
        app.Clock.Now += TimeSpan.FromMinutes(5);
        await app.Get<DelayedLaunches>().ReleaseAsync(QueueNames.Default, CancellationToken.None);
        await DispatchAsync(app);

        var launch = await app.ReadAsync(id);
        Assert.Equal((LaunchState.Claimed, 2), (launch.State, launch.Attempt));
        Assert.Equal((AttemptDeadlines.None, (DateTimeOffset?)null, (string?)null), (launch.Terms, launch.StartedAt, launch.IndexKey));
    }

    [Theory]
    [InlineData(TextBlobs.LargestInline, false)]
    [InlineData(TextBlobs.LargestInline + 1, true)]
    public async Task Text_OverThirtyThousandCharacters_GoesToABlob(int length, bool isBlob)
    {
        using var app = await TestApp.StartAsync();
        var json = $"\"{new string('x', length - 2)}\"";

        var value = await app.Get<TextBlobs>().StoreAsync("name", json, CancellationToken.None);

        Assert.Equal(isBlob ? "blob:name" : json, value);
        Assert.Equal(json, await app.Get<TextBlobs>().LoadAsync(value, CancellationToken.None));
    }

    private static Task DispatchAsync(TestApp app) =>
        app.Get<Dispatcher>().DispatchAsync(QueueNames.Default, CancellationToken.None);
}
