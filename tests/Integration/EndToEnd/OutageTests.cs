using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LaunchAgent.Contracts.Health;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>
/// Storage goes away under a running app and comes back. A host whose listener got no connection for half a minute ends, as on Azure, and is started
/// again.
/// </summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Storage_GoesAwayAndComesBack_EverythingFinishesOnceAndHealthSaysHowItIs(bool hanging)
    {
        var account = AzuriteServer.NewAccount();
        await using var proxy = await FaultProxy.StartAsync(account, AppProcess.TaskHub);
        await using var app = new AppProcess(account, proxy, keepAlive: true);
        await app.StartAsync();
        await HealthIsAsync(app, HttpStatusCode.OK);
        await app.SendCommandAsync("through", "sh", "-c", "echo begin >> through; while [ ! -e go ]; do sleep 0.1; done; echo end >> through");
        await app.UntilAsync("it runs", () => Task.FromResult(File.Exists(Path.Combine(app.Folder, "through")) ? "yes" : null));
        var due = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(8);
        await app.SendAsync(JsonSerializer.Serialize(
            new { name = "released", command = Mark("released"), working_dir = app.Folder, scheduled_start_time = due }));
        await app.UntilAsync("it is recorded", () => app.FindAsync("released"));
        await app.SendCommandAsync("before", Mark("before"));

        proxy.TakeDown(hanging);
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "go"), "");
        var failing = await HealthIsAsync(app, HttpStatusCode.ServiceUnavailable);
        await SubmissionIsRefusedAsync(app);
        await Eventually.TrueAsync(() => DateTimeOffset.UtcNow > due);

        proxy.BringBack();
        await app.SendCommandAsync("after", Mark("after"));
        await HealthIsAsync(app, HttpStatusCode.OK);

        Assert.Contains(failing.Checks, check => check.Name == "storage" && check.Detail!.Contains("does not answer", StringComparison.Ordinal));
        foreach (var name in new[] { "through", "before", "released", "after" })
        {
            var launch = await app.EndOfAsync(name);
            Assert.Equal((name, LaunchState.Finished, 1), (name, launch.State, launch.Attempts.Count));
        }

        Assert.Equal(["begin", "end"], await File.ReadAllLinesAsync(Path.Combine(app.Folder, "through")));
        foreach (var name in new[] { "before", "released", "after" })
            Assert.Equal(["run"], await File.ReadAllLinesAsync(Path.Combine(app.Folder, name)));
    }

    private static string[] Mark(string name) => ["sh", "-c", $"echo run >> {name}"];

    private static async Task SubmissionIsRefusedAsync(AppProcess app)
    {
        using var answer = await app.Http.PostAsJsonAsync("launches", new { command = Mark("refused") });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("storage_unavailable", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<HealthView> HealthIsAsync(AppProcess app, HttpStatusCode status) => app.UntilAsync($"health is {status}", async () =>
    {
        using var answer = await app.Http.GetAsync(new Uri("health", UriKind.Relative));
        if (answer.StatusCode != status)
            return null;
        Assert.Equal(status != HttpStatusCode.OK, answer.Headers.RetryAfter is not null);
        return await answer.Content.ReadFromJsonAsync<HealthView>(ContractJson.Options);
    });
}
