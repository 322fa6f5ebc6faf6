using System.Text.Json;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Tests.Integration.House;

/// <summary>How <c>./run</c> keeps a Functions host up: one that does what the test says. The real one is in <see cref="RunTests"/>.</summary>
public sealed class RunHostTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Kill = 9;

    // Is up at once, on the port that it was given or a free one, and notes how it was started. A file beside the ready file makes it say that
    // there is a new worker.
    private const string Host =
        """
        import { appendFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
        import { createServer } from 'node:http';
        const argument = (name) => process.argv[process.argv.indexOf(name) + 1];
        const file = argument('--ready-file');
        let worker = 100000;
        const server = createServer((_, answer) => answer.end('{"items":[]}')).listen(Number(argument('--port')), '127.0.0.1', ready);
        function ready() {
          const port = server.address().port;
          const key = process.env.LOCALHOST_FUNCTION_KEY ?? 'first-key';
          writeFileSync(`${file}.new`, JSON.stringify({ url: `http://127.0.0.1:${port}`, key, pid: process.pid, worker_pid: worker, functions: 39 }));
          renameSync(`${file}.new`, file);
          appendFileSync(`${file}.starts`, `${JSON.stringify({ args: process.argv.slice(2), port, key, env: process.env })}\n`);
        }
        setInterval(() => {
          if (!existsSync(`${file}.worker`)) return;
          rmSync(`${file}.worker`);
          worker++;
          ready();
        }, 20);
        process.on('SIGTERM', () => process.exit(0));
        """;

    // Answers as healthy, and notes how it was started. The usual port is taken, whatever ./run saw of it before.
    private const string Func =
        """
        import { writeFileSync } from 'node:fs';
        import { createServer } from 'node:http';
        const [, , note, ...args] = process.argv;
        const port = Number(args[args.indexOf('--port') + 1]);
        if (port === 7071) {
          console.error('Port 7071 is unavailable. Close the process using that port, or specify another port using --port [-p].');
          process.exit(1);
        }
        writeFileSync(note, JSON.stringify({ args, cwd: process.cwd(), env: process.env }));
        createServer((_, answer) => answer.end('{}')).listen(port, '127.0.0.1');
        """;

    private readonly RunCheckout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Host_Started_GetsTheAppThePortAndTheSettings_AndKeepsNoShortLocks()
    {
        using var run = _checkout.WithStandInHost(Host).Run("--keep", "--no-samples", "--data", _checkout.Data);
        await run.SaysAsync("Ctrl-C stops everything");

        var start = Starts().Single();
        var args = start.GetProperty("args").EnumerateArray().Select(arg => arg.GetString()!).ToArray();
        var env = start.GetProperty("env");
        Assert.Equal(["--app", "--port", "--ready-file"], args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal)));
        Assert.EndsWith("/functions", args[1], StringComparison.Ordinal);
        Assert.StartsWith("DefaultEndpointsProtocol", env.GetProperty("AzureWebJobsStorage").GetString(), StringComparison.Ordinal);
        Assert.Equal("LaunchAgent", env.GetProperty("LAUNCH_TASK_HUB").GetString());
        Assert.Equal(Path.Combine(_checkout.Data, "attempts"), env.GetProperty("LAUNCH_PROCESS_ROOT").GetString());

        run.Signal(Interrupt);
        Assert.Equal(0, await run.EndedAsync());
        Assert.Empty(RunCommand.ProcessesOf(_checkout.Data));
        Assert.False(File.Exists(Path.Combine(_checkout.Data, "run.json")));
    }

    [Fact]
    public async Task Host_Killed_IsReplacedOnTheSamePortWithTheSameKey()
    {
        using var run = _checkout.WithStandInHost(Host).Run("--keep", "--no-samples", "--data", _checkout.Data);
        await run.SaysAsync("Ctrl-C stops everything");

        _ = Native.SendSignal(Running("host_pid"), Kill);
        await run.SaysAsync("The app is up again");

        Assert.Contains("The app ended (SIGKILL): starting it again …", run.Output, StringComparison.Ordinal);
        var starts = Starts();
        Assert.Equal(2, starts.Length);
        Assert.Equal(starts[0].GetProperty("port").GetInt32(), starts[1].GetProperty("port").GetInt32());
        Assert.Equal("first-key", starts[1].GetProperty("env").GetProperty("LOCALHOST_FUNCTION_KEY").GetString());
    }

    [Fact]
    public async Task Worker_Replaced_IsSaidAndIsInRunJson()
    {
        using var run = _checkout.WithStandInHost(Host).Run("--keep", "--no-samples", "--data", _checkout.Data);
        await run.SaysAsync("Ctrl-C stops everything");
        Assert.Equal(100000, Running("worker_pid"));

        await File.WriteAllTextAsync(Path.Combine(_checkout.Data, "ready.json.worker"), "");
        await run.SaysAsync("another one is up, process id 100001");

        Assert.Equal(100001, Running("worker_pid"));
    }

    [Fact]
    public async Task Port_TakenByTheTimeTheHostStarts_IsGivenUpForAnother()
    {
        const string Refused =
            "if (!process.argv.includes('0')) { console.error('Port 7071 is taken (address already in use): …'); process.exit(1); }\n";
        using var run = _checkout.WithStandInHost(Host.Replace("let worker", Refused + "let worker", StringComparison.Ordinal))
            .Run("--keep", "--no-samples", "--data", _checkout.Data);

        await run.SaysAsync("Ctrl-C stops everything");

        Assert.Single(Starts());
    }

    [Fact]
    public async Task Host_ThatDoesNotComeUp_EndsTheRunWithItsLastWords()
    {
        const string Words =
            """
            console.log('LAUNCH_AGENT_MAX_JOBS is not a number: x.');
            console.log('04:17:01.363 fail: Host[0] CreateServiceAccessor' + '-'.repeat(1000));
            for (let i = 0; i < 100; i++) console.log(`04:16:58.230 info: Host[0] ${i}`);
            console.log('It said:\nLAUNCH_AGENT_MAX_JOBS is not a number: x.');
            process.exit(1);
            """;
        using var run = _checkout.WithStandInHost(Words).Run();

        Assert.Equal(1, await run.EndedAsync());
        Assert.Contains("It said:\nLAUNCH_AGENT_MAX_JOBS is not a number: x.\n./run: The app ended before it was up.", run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"What it said last is above, all of it in {_checkout.Data}/app.log.", Sentence(run), StringComparison.Ordinal);
        Assert.DoesNotContain(" info: ", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 400));
    }

    [Fact]
    public async Task Run_KilledItself_LeavesAHostThatTheNextOneEnds()
    {
        using var killed = _checkout.WithStandInHost(Host).Run("--keep", "--no-samples", "--data", _checkout.Data);
        await killed.SaysAsync("Ctrl-C stops everything");
        killed.Signal(Kill);
        await killed.EndedAsync();
        Assert.Equal(2, RunCommand.ProcessesOf(_checkout.Data).Count);

        using var next = _checkout.Run("--wipe");

        Assert.Equal(0, await next.EndedAsync());
        Assert.Empty(RunCommand.ProcessesOf(_checkout.Data));
    }

    // Not the real Core Tools: only how they are called. In the output folder, since at the root they would find a host.json without a project.
    [Fact]
    public async Task CoreTools_Asked_RunInTheBuildOutputWithPortAndSettings()
    {
        var note = Path.Combine(_checkout.Folder, "func.json");
        var script = Path.Combine(_checkout.Folder, "func.mjs");
        await File.WriteAllTextAsync(script, Func);
        using var run = _checkout.WithStandInHost("process.exit(1)")
            .Tool("func", $"[ \"$1\" = --version ] && echo 4.15.1 || {{ node {script} {note} \"$@\" & wait $!; }}")
            .Run("--core-tools", "--keep", "--no-samples", "--data", _checkout.Data);
        await run.SaysAsync("Ctrl-C stops everything");

        using var called = JsonDocument.Parse(await File.ReadAllTextAsync(note));
        var args = called.RootElement.GetProperty("args").EnumerateArray().Select(arg => arg.GetString()!).ToArray();
        var env = called.RootElement.GetProperty("env");
        Assert.Equal(["start", "--port"], args[..2].AsEnumerable());
        Assert.Contains($"Launch agent: http://127.0.0.1:{args[2]}", run.Output, StringComparison.Ordinal);
        Assert.Equal("functions", Path.GetFileName(called.RootElement.GetProperty("cwd").GetString()));
        Assert.Equal("dotnet-isolated", env.GetProperty("FUNCTIONS_WORKER_RUNTIME").GetString());
        Assert.Equal("LaunchAgent", env.GetProperty("LAUNCH_TASK_HUB").GetString());
        Assert.StartsWith("DefaultEndpointsProtocol", env.GetProperty("AzureWebJobsStorage").GetString(), StringComparison.Ordinal);

        // What "func" is from npm: a script, with the host as its child. Without that child's end the port would stay taken.
        _ = Native.SendSignal(Running("host_pid"), Kill);
        await run.SaysAsync("The app is up again");

        run.Signal(Interrupt);
        Assert.Equal(0, await run.EndedAsync());
        Assert.Empty(RunCommand.ProcessesOf(_checkout.Data));
    }

    private static string Sentence(RunCommand run) => run.Output.Split('\n').Last(line => line.StartsWith("./run: ", StringComparison.Ordinal));

    private JsonElement[] Starts() =>
        [.. File.ReadAllLines(Path.Combine(_checkout.Data, "ready.json.starts")).Select(line => JsonDocument.Parse(line).RootElement)];

    private int Running(string pid)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_checkout.Data, "run.json")));
        return json.RootElement.GetProperty(pid).GetInt32();
    }
}
