using LaunchAgent.Contracts.Launches;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Python;

/// <summary>The Python client against one app.</summary>
public sealed class LaunchPyTests(ApiHost api) : IClassFixture<ApiHost>
{
    [PythonFact]
    public async Task Submit_Followed_PrintsTheOutputOfEveryAttemptAndFinishes()
    {
        var app = api.App;
        const string Script = "echo try $LAUNCH_ATTEMPT of $WHO in $PWD; echo to stderr >&2; [ $LAUNCH_ATTEMPT = 2 ]";
        var spec = Path.Combine(app.Folder, "spec.json");
        await File.WriteAllTextAsync(spec, """{"command": ["sh", "-c", "SCRIPT"], "retry": {"initial_seconds": 1}}""".Replace("SCRIPT", Script, StringComparison.Ordinal));

        var called = await LaunchPy.RunAsync(app, "submit", spec, "--follow", "--working-dir", app.Folder, "--env", "WHO=it", "--max-retries", "1");

        Assert.Equal([$"try 1 of it in {app.Folder}", $"try 2 of it in {app.Folder}"], called.Lines.Skip(1));
        Assert.Contains("to stderr", called.Errors, StringComparison.Ordinal);
        Assert.Contains($"{called.Lines[0]}  finished", called.Errors, StringComparison.Ordinal);
        Assert.Equal(0, called.ExitCode);
        var shown = await LaunchPy.RunAsync(app, "show", called.Lines[0]);
        Assert.Contains("attempt: 2", shown.Output, StringComparison.Ordinal);
        Assert.Equal(called.Lines.Skip(1), (await LaunchPy.RunAsync(app, "logs", called.Lines[0])).Lines);
    }

    [PythonFact]
    public async Task Submit_QueueMessage_IsTakenInWhateverItsCharacters()
    {
        var app = api.App;

        var called = await LaunchPy.RunAsync(app, "submit", "--queue-message", "--name", "from-py", "--", "echo", "a <b> & \"c\" ü --wait");

        Assert.True(called.ExitCode == 0, called.Errors);
        var launch = await app.EndOfAsync("from-py");
        Assert.Equal(LaunchState.Finished, launch.State);
        Assert.Equal(["a <b> & \"c\" ü --wait"], (await LaunchPy.RunAsync(app, "logs", "-f", launch.Id)).Lines);
        Assert.Contains(launch.Id, (await LaunchPy.RunAsync(app, "list", "--state", "finished")).Output, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task Wait_ExitCode_SaysWhetherAllFinished()
    {
        var app = api.App;
        var good = (await LaunchPy.RunAsync(app, "submit", "--", "true")).Lines[0];
        var bad = (await LaunchPy.RunAsync(app, "submit", "--", "false")).Lines[0];
        var slow = (await LaunchPy.RunAsync(app, "submit", "--", "sleep", "100")).Lines[0];

        Assert.Equal(0, (await LaunchPy.RunAsync(app, "wait", good)).ExitCode);
        var both = await LaunchPy.RunAsync(app, "wait", good, bad);
        Assert.Equal(1, both.ExitCode);
        Assert.Contains($"{bad}  failed", both.Errors, StringComparison.Ordinal);
        var late = await LaunchPy.RunAsync(app, "wait", slow, "--timeout", "1");
        Assert.Equal(1, late.ExitCode);
        Assert.Contains("Still running after 1 s", late.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await LaunchPy.RunAsync(app, "stop", slow, "--force")).ExitCode);
        Assert.Contains($"{slow}  cancelled", (await LaunchPy.RunAsync(app, "wait", slow)).Errors, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task Submit_SeveralSpecsOrANameTwice_IsRefusedBeforeItIsSent()
    {
        var file = Path.GetTempFileName();
        foreach (var (spec, sentence) in new[]
        {
            ("""{"items":[{"command":["true"]}]}""", "holds several specs. Submit each by itself"),
            ("""{"command":["true"],"config":{"a":1,"a":2}}""", "the name \"a\" stands twice in one object"),
        })
        {
            await File.WriteAllTextAsync(file, spec);
            var called = await LaunchPy.RunAsync(app: null, "submit", file);
            Assert.Equal(1, called.ExitCode);
            Assert.Contains(sentence, called.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("Traceback", called.Errors, StringComparison.Ordinal);
        }

        File.Delete(file);
    }

    [PythonFact]
    public async Task Errors_AreSentencesThatSayWhatToDo()
    {
        var app = api.App;
        var typo = Path.Combine(AzuriteServer.RepositoryRoot(), "samples/typo.json");

        foreach (var (arguments, sentences) in new (string[], string[])[]
        {
            (["submit", typo], ["/comand: There is no field comand here. Did you mean command?", "/retry/max_retrys: ", "422 invalid_spec"]),
            (["submit", "--idempotency-key", "k", "--config", "{", "--", "true"], ["--config is not JSON"]),
            (["submit", "no-such-file.json"], ["no-such-file.json: No such file"]),
            (["submit"], ["Give a spec, or a command after --"]),
            (["submit", "--wait", "--queue-message", "--", "true"], ["--wait and --follow need the launch's id"]),
            (["show", "37a8eec1-820475386647915d2a6017068"], ["There is no launch 37a8eec1-820475386647915d2a6017068", "404 unknown_launch"]),
            (["list", "--state", "done"], ["?state: "]),
            (["show", ""], ["The launch's id is empty"]),
            (["list", "--url", "nonsense"], ["it begins with http:// or https://"]),
            (["list", "--key", "wrong"], ["The function key is wrong"]),
            (["list", "--url", "http://127.0.0.1:9"], ["Nothing answers at http://127.0.0.1:9"]),
            (["submit", "--queue-message", "--config", $$"""{"x":"{{new string('x', 66_000)}}"}""", "--", "true"], ["The request body is too large"]),
        })
        {
            var called = await LaunchPy.RunAsync(app, arguments);
            Assert.Equal((1, ""), (called.ExitCode, called.Output));
            Assert.StartsWith("launch.py: ", called.Errors, StringComparison.Ordinal);
            Assert.All(sentences, sentence => Assert.Contains(sentence, called.Errors, StringComparison.Ordinal));
        }

        Assert.Contains("Set LAUNCH_API_URL", (await LaunchPy.RunAsync(null, "list")).Errors, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task Help_EveryCommand_Has()
    {
        foreach (var command in new[] { "submit", "list", "show", "wait", "logs", "stop" })
        {
            var called = await LaunchPy.RunAsync(null, command, "--help");
            Assert.Equal(0, called.ExitCode);
            Assert.Contains($"launch.py {command}", called.Output, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await LaunchPy.RunAsync(null, "sumbit")).ExitCode);
        Assert.Equal(2, (await LaunchPy.RunAsync(null, "list", "--limit", "0")).ExitCode);
    }
}
