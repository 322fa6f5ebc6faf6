using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace LaunchAgent.Tests.Integration.Faults;

/// <summary>The app on the local host, with the proxy before its storage.</summary>
public sealed class HostProcessTests(ITestOutputHelper output) : IAsyncLifetime
{
    private FaultProxy _proxy = null!;
    private HostProcess _app = null!;

    public async Task InitializeAsync()
    {
        _proxy = await FaultProxy.StartAsync(AzuriteServer.NewAccount(), "LaunchAgent");
        _app = NewApp();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Host_Launch_FinishesAndItsCallsAreToldByMaker()
    {
        var facts = await _app.StartAsync();
        Assert.True(facts.Functions.Count > 10, string.Join(' ', facts.Functions));
        var before = _proxy.Log.Calls.Count;

        await FinishesOnceAsync(await SubmitAsync());

        output.WriteLine($"{before} calls until up, {_proxy.Log.Calls.Count - before} until the end");
        foreach (var (maker, kind, count) in _proxy.Log.Counts())
            output.WriteLine($"{maker} {count} {kind}");
        Assert.Equal(Enum.GetValues<Maker>(), _proxy.Log.Calls.Select(call => call.Maker).Distinct().Order());
        Assert.DoesNotContain(_proxy.Log.Calls, call => call.Operation.Contains(' ', StringComparison.Ordinal));
        Assert.NotEqual(facts.Pid, (await _app.RestartAsync()).Pid);
        Assert.Equal(0, await _app.TerminateAsync());
    }

    [Theory]
    [InlineData(FaultAction.KillBefore)]
    [InlineData(FaultAction.KillAfter)]
    public async Task HostAndWorker_KilledAtTheFifthWriteOfALaunch_FinishItOnceAfterTheNextStart(FaultAction action)
    {
        var first = await _app.StartAsync();
        var id = await SubmitAsync();
        var rule = _proxy.Arm(new FaultRule(action, call => call is { Maker: Maker.App, Mutates: true }) { Call = 5 });

        var call = await rule.Fired.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(137, await _app.ExitedAsync());
        output.WriteLine($"{call}");
        Assert.DoesNotContain(_proxy.Log.Calls, later => later.Number > call.Number);
        _proxy.Disarm();
        var second = await _app.StartAsync();

        Assert.NotEqual((first.Pid, first.WorkerPid), (second.Pid, second.WorkerPid));
        await FinishesOnceAsync(id);
    }

    [Fact]
    public async Task Worker_KilledAlone_AnotherOneFinishesTheLaunch()
    {
        var first = await _app.StartAsync();
        var id = await SubmitAsync();

        var rule = _proxy.Arm(new FaultRule(FaultAction.KillAfter, call => call is { Maker: Maker.App, Mutates: true })
        {
            Target = KillTarget.Worker,
        });
        await rule.Fired.WaitAsync(TimeSpan.FromMinutes(1));
        await _app.UntilAsync("another worker is ready", () => Task.FromResult(_app.Facts!.WorkerPid != first.WorkerPid));

        Assert.Equal(first.Pid, _app.Facts!.Pid);
        await FinishesOnceAsync(id);
    }

    [Fact]
    public async Task EveryMessage_DeliveredTwice_LaunchFinishesOnce()
    {
        _proxy.Arm(FaultRule.DeliverTwice());
        await _app.StartAsync();

        await FinishesOnceAsync(await SubmitAsync());

        var twice = _proxy.Log.Calls.Where(call => call.Fault == FaultAction.DeliverTwice).Select(call => call.Maker);
        Assert.Equal([Maker.Durable, Maker.Listener], twice.Distinct().Order());
    }

    [Fact]
    public async Task KeptAlive_HostKilledAlone_IsBackByItself()
    {
        await using var kept = NewApp(keepAlive: true);
        var first = await kept.StartAsync();

        await kept.KillAsync(KillTarget.Host);
        await kept.UntilAsync("it is back", () => Task.FromResult(kept is { Starts: 2, Facts: not null }));

        Assert.NotEqual(first.Pid, kept.Facts!.Pid);
        await Assert.ThrowsAsync<InvalidOperationException>(() => kept.StartAsync());
        Assert.Equal(0, await kept.TerminateAsync());
        Assert.Equal(2, kept.Starts);
    }

    [Fact]
    public async Task Dispose_AttemptRuns_EndsEverything()
    {
        await using var app = NewApp();
        await app.StartAsync();
        await SubmitAsync(app, "echo $$ > pid; (sleep 986; true) & sleep 987");
        var file = Path.Combine(app.Folder, "pid");
        await app.UntilAsync("the attempt runs", async () => File.Exists(file) && (await File.ReadAllTextAsync(file)).Length > 1);
        var pid = (await File.ReadAllTextAsync(file)).Trim();

        await app.DisposeAsync();

        // What is dead but not waited for has no command line any more.
        Assert.False(File.Exists($"/proc/{pid}/cmdline") && (await File.ReadAllTextAsync($"/proc/{pid}/cmdline")).Length > 0);
        Assert.False(Directory.Exists(app.Folder));
    }

    [Fact]
    public async Task Start_SettingsAreWrong_SaysWhatTheHostSaid()
    {
        _app.Settings["LAUNCH_RECONCILE_SCHEDULE"] = "never";

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _app.StartAsync());

        output.WriteLine(failure.Message);
        Assert.Contains("before it was up", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'never'", failure.Message, StringComparison.Ordinal);
    }

    private HostProcess NewApp(bool keepAlive = false) => new(_proxy) { KeepAlive = keepAlive };

    private Task<string> SubmitAsync() => SubmitAsync(_app, "echo hi; echo run >> marks");

    private static async Task<string> SubmitAsync(HostProcess app, string script)
    {
        var spec = new { command = new[] { "sh", "-c", script }, working_dir = app.Folder };
        using var answer = await app.Http.PostAsJsonAsync("launches", spec);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }

    private async Task FinishesOnceAsync(string id)
    {
        var launch = await _app.UntilAsync("the launch ends", async () =>
        {
            var text = await _app.Http.GetStringAsync(new Uri($"launches/{id}", UriKind.Relative));
            return JsonNode.Parse(text) is { } found && found["ended_at"] is not null ? found : null;
        });

        output.WriteLine($"{launch}");
        Assert.Equal(("finished", 1), ((string?)launch["state"], launch["attempts"]!.AsArray().Count));
        Assert.Equal(["run"], await File.ReadAllLinesAsync(Path.Combine(_app.Folder, "marks")));
    }
}
