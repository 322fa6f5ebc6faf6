using System.Net;
using System.Net.Http.Json;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Contracts.Queues;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>A run queue from its creation to its removal, by real HTTP and with real commands.</summary>
public sealed class QueueApiTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Queue = $"queues/{ApiHost.ExtraQueue}";

    [Fact]
    public async Task Queue_LimitPauseAndOverride_DecideWhatRuns()
    {
        var created = await PutAsync(Queue, new { max_concurrency = 1, display_name = "One at a time" });
        Assert.Equal((HttpStatusCode.Created, "\"1\""), (created.StatusCode, created.Headers.ETag!.Tag));
        Assert.Equal((412, "etag"), Codes(await api.RefusedAsync("PUT", Queue, "{}", ("If-None-Match", "*"))));

        var first = await SubmitAsync("first");
        await UntilAsync(first, ReasonCodes.Running);
        await api.PostAsync<QueueView>($"{Queue}/pause", null, HttpStatusCode.OK);
        var second = await SubmitAsync("second");
        var third = await SubmitAsync("third");
        await UntilAsync(second, ReasonCodes.QueuePaused);
        Assert.Equal(QueueState.Ready, (await api.PostAsync<QueueView>($"{Queue}/resume", null, HttpStatusCode.OK)).State);
        await UntilAsync(second, ReasonCodes.LimitReached);
        Assert.Equal([second, third], (await api.GetAsync<ListPage<DueLaunchView>>($"{Queue}/due")).Items.Select(launch => launch.Id));
        Assert.Equal((409, "in_use"), Codes(await api.RefusedAsync("DELETE", Queue, null)));

        // For as long as the test may take: one more.
        var until = DateTimeOffset.UtcNow.AddHours(1);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync($"{Queue}/limit-override", new { max_concurrency = 2, until })).StatusCode);
        await UntilAsync(second, ReasonCodes.Running);
        Assert.Equal([first, second], (await api.GetAsync<QueueView>(Queue)).Slots.Select(slot => slot.LaunchId));
        Assert.Equal(ReasonCodes.LimitReached, (await api.GetAsync<LaunchDetail>($"launches/{third}")).Reason!.Code);

        await api.PostAsync<LaunchDetail>($"launches/{third}/stop", null, HttpStatusCode.Accepted);
        foreach (var name in new[] { "first", "second" })
            await File.WriteAllTextAsync(Path.Combine(api.Folder, name), "");
        Assert.Equal([LaunchState.Finished, LaunchState.Finished, LaunchState.Cancelled], [(await api.EndAsync(first)).State, (await api.EndAsync(second)).State, (await api.EndAsync(third)).State]);
        await Eventually.TrueAsync(async () => (await api.Http.DeleteAsync(new Uri(Queue, UriKind.Relative))).StatusCode == HttpStatusCode.NoContent);
        Assert.Equal((404, "unknown_queue"), Codes(await api.RefusedAsync("GET", Queue, null)));
    }

    private Task<HttpResponseMessage> PutAsync(string route, object body) => api.Http.PutAsJsonAsync(new Uri(route, UriKind.Relative), body, ContractJson.Options);

    private Task<string> SubmitAsync(string file) => api.SubmitAsync($"while [ ! -e {file} ]; do sleep 0.1; done", new { queue = ApiHost.ExtraQueue });

    private Task UntilAsync(string launch, string reason) =>
        Eventually.TrueAsync(async () => (await api.GetAsync<LaunchDetail>($"launches/{launch}")).Reason?.Code == reason);

    private static (int Status, string Code) Codes(ProblemDocument problem) => (problem.Status, problem.Code);
}
