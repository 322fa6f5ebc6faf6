using System.Net;
using System.Net.Http.Json;
using System.Text;
using Azure;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>What messages become. One app takes them all; each test has names of its own.</summary>
public sealed class QueueMessageTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Message_GoodSpec_RunsAsAProcessAndFinishesWithItsOutputAndResult()
    {
        var app = api.App;

        await app.SendCommandAsync("good", "sh", "-c", "echo out; echo err >&2; echo '{\"value\":0.5}' > $LAUNCH_RESULT_FILE");

        var launch = await app.EndOfAsync("good");
        Assert.Equal((LaunchState.Finished, 0), (launch.State, launch.ExitCode));
        Assert.Equal(0.5, launch.Result!.Value.GetProperty("value").GetDouble());
        Assert.Equal(1, Assert.Single(launch.Attempts).Number);
        Assert.Equal(
            [LaunchState.Pending, LaunchState.Claimed, LaunchState.Starting, LaunchState.Running, LaunchState.Finished],
            launch.History.Select(entry => entry.State));
        var logs = await app.Http.GetFromJsonAsync<LogPage>($"launches/{launch.Id}/logs", ContractJson.Options);
        Assert.Equal([("stderr", "err"), ("stdout", "out")], logs!.Lines.Select(line => (line.Stream, line.Text)).Order());
        Assert.True(logs.Complete);
        foreach (var query in new[] { "after=1", "after=x", "attempt=0", "attempt=x" })
            Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.GetAsync($"launches/{launch.Id}/logs?{query}")).StatusCode);
        Assert.Empty((await app.Http.GetFromJsonAsync<LogPage>($"launches/{launch.Id}/logs?after=99999999", ContractJson.Options))!.Lines);
    }

    [Fact]
    public async Task Message_Base64OfGoodSpec_IsTheSame()
    {
        var app = api.App;

        await app.SendAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"name":"encoded","command":["true"]}""")));

        Assert.Equal(LaunchState.Finished, (await app.EndOfAsync("encoded")).State);
    }

    // The limit is of the text as stored: of 64 KiB plain, of 48 KiB before it becomes base64.
    [Theory]
    [InlineData(SpecLimits.MessageBytes, false)]
    [InlineData(SpecLimits.MessageBytes / 4 * 3, true)]
    public async Task Message_AsLargeAsStorageTakes_RunsAndOneByteMoreIsRefusedByStorage(int bytes, bool encoded)
    {
        var app = api.App;

        await app.SendAsync(Large($"large-{bytes}", bytes, encoded));
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => app.SendAsync(Large("larger", bytes + 1, encoded)));

        Assert.Equal((413, "RequestBodyTooLarge"), (refused.Status, refused.ErrorCode));
        Assert.Contains("too large", refused.Message, StringComparison.Ordinal);
        var launch = await app.EndOfAsync($"large-{bytes}");
        Assert.Equal((LaunchState.Finished, 0), (launch.State, launch.ExitCode));
    }

    [Theory]
    [InlineData("exit 3", "exit_code", 3)]
    [InlineData("kill -9 $$", "killed", 137)]
    public async Task Message_CommandThatFails_FailsAndSaysHow(string script, string code, int exitCode)
    {
        var app = api.App;

        await app.SendCommandAsync(code, "sh", "-c", script);

        var launch = await app.EndOfAsync(code);
        Assert.Equal((LaunchState.Failed, code, exitCode), (launch.State, launch.Error!.Code, launch.ExitCode));
    }

    [Fact]
    public async Task Message_CommandThatDoesNotExist_FailsWithASentence()
    {
        var app = api.App;

        await app.SendCommandAsync("typo", "no-such-program-here");

        var launch = await app.EndOfAsync("typo");
        Assert.Equal((LaunchState.Failed, 127), (launch.State, launch.ExitCode));
        Assert.Contains("no-such-program-here", launch.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_Malformed_IsARejectedRecordAndDoesNotBlockTheNext()
    {
        var app = api.App;

        await app.SendAsync("""{"name":"broken","comand":["true"],"priority":7}""");
        await app.SendCommandAsync("behind", "true");

        Assert.Equal(LaunchState.Finished, (await app.EndOfAsync("behind")).State);
        var rejected = await app.EndOfAsync("broken");
        Assert.Equal((LaunchState.Rejected, "_rejected"), (rejected.State, rejected.Queue));
        Assert.True(rejected.Problems.Count >= 2);
    }

    [Fact]
    public async Task Host_KilledWhileACommandRuns_FinishesItAfterTheRestartAndStartsNothingTwice()
    {
        await using var app = await AppProcess.StartedAsync();
        await app.SendCommandAsync("survivor", "sh", "-c", "echo mark >> marks; while [ ! -e go ]; do sleep 0.1; done");
        await app.UntilAsync("the command runs", () => Task.FromResult(File.Exists(Path.Combine(app.Folder, "marks")) ? "yes" : null));

        await app.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "go"), "");
        await app.StartAsync();

        var launch = await app.EndOfAsync("survivor");
        Assert.Equal(LaunchState.Finished, launch.State);
        Assert.Single(launch.Attempts);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(app.Folder, "marks")));
    }

    [Fact]
    public async Task Api_NoFunctionKey_IsRefusedButHealthIsNot()
    {
        var app = api.App;
        using var stranger = new HttpClient { BaseAddress = app.Http.BaseAddress };

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("launches")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("health")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync("launches/nothing")).StatusCode);
    }

    [Fact]
    public async Task Message_FailsOnceWithARetry_FinishesWithItsSecondAttempt()
    {
        var app = api.App;

        await app.SendAsync(System.Text.Json.JsonSerializer.Serialize(new
        {
            name = "again",
            command = new[] { "sh", "-c", "echo $LAUNCH_ATTEMPT >> again; [ $LAUNCH_ATTEMPT = 2 ]" },
            working_dir = app.Folder,
            retry = new { max_retries = 1, initial_seconds = 1 },
        }));

        var launch = await app.EndOfAsync("again");
        Assert.Equal((LaunchState.Finished, 2), (launch.State, launch.Attempt));
        Assert.Equal([1, 0], launch.Attempts.Select(attempt => attempt.ExitCode!.Value));
        Assert.Equal(["1", "2"], await File.ReadAllLinesAsync(Path.Combine(app.Folder, "again")));
    }

    [Theory]
    [InlineData("exec sleep 60", """{}""")]
    [InlineData("trap '' TERM; while true; do sleep 0.1; done", """{"force":true}""")]
    public async Task Stop_RunningCommand_IsCancelled(string script, string body)
    {
        var app = api.App;
        await app.SendCommandAsync(script, "sh", "-c", script);
        var running = await app.UntilAsync("the launch runs", async () => await app.FindAsync(script) is { State: LaunchState.Running } launch ? launch : null);

        var answer = await app.Http.PostAsync($"launches/{running.Id}/stop", new StringContent(body));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var launch = await app.EndOfAsync(script);
        Assert.Equal(LaunchState.Cancelled, launch.State);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.PostAsync($"launches/{running.Id}/stop", null)).StatusCode);
    }

    [Fact]
    public async Task Message_RunsLongerThanItMay_FailsWithATimeout()
    {
        var app = api.App;

        await app.SendAsync("""{"name":"slow","command":["sleep","600"],"timeouts":{"run_seconds":1,"stop_grace_seconds":1}}""");

        var launch = await app.EndOfAsync("slow");
        Assert.Equal((LaunchState.Failed, "run_timeout"), (launch.State, launch.Error!.Code));
    }

    // Blanks between tokens are a part of the message, and of no limit of a field.
    private static string Large(string name, int bytes, bool encoded)
    {
        var spec = $$"""{"name":"{{name}}","command":["true"]}""".PadRight(bytes);
        return encoded ? Convert.ToBase64String(Encoding.UTF8.GetBytes(spec)) : spec;
    }
}
