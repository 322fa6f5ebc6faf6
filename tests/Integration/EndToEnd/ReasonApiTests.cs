using System.Net;
using System.Net.Http.Json;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Agents;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>Why launches wait, as people see it, and that they start in the order that they were told.</summary>
public sealed class ReasonApiTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Queue = $"queues/{ApiHost.ExtraQueue}";

    [Fact]
    public async Task Launches_ThatWait_SayWhyAndStartInTheOrderOfTheirPlaces()
    {
        (await api.Http.PutAsJsonAsync(new Uri(Queue, UriKind.Relative), new { max_concurrency = 1 }, ContractJson.Options)).EnsureSuccessStatusCode();
        var holder = await api.SubmitAsync("while [ ! -e go ]; do sleep 0.1; done", new { queue = ApiHost.ExtraQueue });
        await UntilAsync(holder, ReasonCodes.Running);
        var low = await api.SubmitAsync("true", new { queue = ApiHost.ExtraQueue, priority = "low" });
        var medium = await api.SubmitAsync("true", new { queue = ApiHost.ExtraQueue });
        var high = await api.SubmitAsync("true", new { queue = ApiHost.ExtraQueue, priority = "high" });

        string[] inOrder = [high, medium, low];
        foreach (var (launch, place) in inOrder.Select((launch, i) => (launch, i + 1)))
        {
            var reason = await UntilAsync(launch, ReasonCodes.LimitReached);
            Assert.Equal((place, holder), (reason.Position, Assert.Single(reason.BlockedBy)));
        }

        await AssertTimesAsync();
        await AssertPausedAsync(low);
        Assert.InRange((await api.GetAsync<QueueView>(Queue)).OldestWaitSeconds!.Value, 0, 3600);
        await File.WriteAllTextAsync(Path.Combine(api.Folder, "go"), "");

        var started = new List<DateTimeOffset>();
        foreach (var launch in inOrder)
        {
            await api.EndAsync(launch);
            started.Add((await api.GetAsync<LaunchDetail>($"launches/{launch}")).ClaimedAt!.Value);
        }

        Assert.Equal(started.Order(), started);
        var queue = await api.GetAsync<QueueView>(Queue);
        Assert.Equal((QueueState.Ready, null), (queue.State, queue.OldestWaitSeconds));
        Assert.InRange(queue.WaitP50Seconds!.Value, 0, queue.WaitP95Seconds!.Value);
    }

    private async Task AssertTimesAsync()
    {
        var start = DateTimeOffset.UtcNow.AddHours(1);
        var later = await api.SubmitAsync("true", new { scheduled_start_time = start });
        Assert.Equal(start, (await UntilAsync(later, ReasonCodes.NotDue)).Until);

        var failing = await api.SubmitAsync("exit 3", new { retry = new { max_retries = 1, initial_seconds = 600 } });
        var backoff = await UntilAsync(failing, ReasonCodes.RetryBackoff);
        Assert.Equal(((await api.GetAsync<LaunchDetail>($"launches/{failing}")).NextAttemptAt, null), (backoff.Until, backoff.Position));
        foreach (var launch in new[] { later, failing })
            await api.PostAsync<LaunchDetail>($"launches/{launch}/stop", null, HttpStatusCode.Accepted);
    }

    private async Task AssertPausedAsync(string launch)
    {
        var agent = Assert.Single((await api.GetAsync<ListPage<AgentView>>("agents")).Items).Name;
        await api.PostAsync<AgentView>($"agents/{agent}/stop-polling", null, HttpStatusCode.OK);
        Assert.Equal(agent, Assert.Single((await UntilAsync(launch, ReasonCodes.AgentStopped)).BlockedBy));
        Assert.Equal(QueueState.NotReady, (await api.GetAsync<QueueView>(Queue)).State);

        await api.PostAsync<QueueView>($"{Queue}/pause", null, HttpStatusCode.OK);
        Assert.Equal(3, (await UntilAsync(launch, ReasonCodes.QueuePaused)).Position);
        await api.PostAsync<AgentView>($"agents/{agent}/resume-polling", null, HttpStatusCode.OK);
        await api.PostAsync<QueueView>($"{Queue}/resume", null, HttpStatusCode.OK);
        await UntilAsync(launch, ReasonCodes.LimitReached);
    }

    private async Task<Reason> UntilAsync(string launch, string code)
    {
        Reason? reason = null;
        await Eventually.TrueAsync(async () => (reason = (await api.GetAsync<LaunchDetail>($"launches/{launch}")).Reason)?.Code == code);
        return reason!;
    }
}
