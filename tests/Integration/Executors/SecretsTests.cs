using System.Text;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Tests.Integration.Executors;

public sealed class SecretsTests : IDisposable
{
    private readonly ExecutorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Environment_OfTheAgent_DoesNotReachCommandOrShim()
    {
        var name = $"AzureWebJobsStorage{Guid.NewGuid():n}";
        Environment.SetEnvironmentVariable(name, "AccountKey=hush");
        try
        {
            // The command may read the environment of the process above it, too.
            await _bench.RunToEndAsync(_bench.Script("env; tr '\\0' '\\n' < /proc/$PPID/environ"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        var text = await _bench.TextAsync();
        Assert.Contains("LAUNCH_ATTEMPT=1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
        Assert.DoesNotContain("AzureWebJobsStorage", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_OfTheRequest_ReachesTheCommandAndNoFile()
    {
        var request = _bench.Script("test \"$TOKEN\" = hush-7 && echo right; while [ ! -e $MARKS.go ]; do sleep 0.05; done");
        request = request with { Environment = new Dictionary<string, string>(request.Environment) { ["TOKEN"] = "hush-7" } };

        await _bench.Executor.SubmitAsync(request, default);
        await Eventually.TrueAsync(async () => (await _bench.TextAsync()) == "right", "the command has its secret");
        AssertNoFileHolds("hush-7");
        await File.WriteAllTextAsync($"{_bench.Marks}.go", "");
        await _bench.EndedAsync();

        AssertNoFileHolds("hush-7");
    }

    [Fact]
    public async Task Environment_OfTheRequest_IsNotInTheShimsComplaint()
    {
        await _bench.ObserveAsync();
        var request = _bench.Script("true") with { Environment = new Dictionary<string, string> { ["TOKEN"] = "hush-8" } };
        // A fence that cannot be created makes the shim complain.
        Directory.CreateDirectory(Path.GetDirectoryName(_bench.Folder("k-1").Path)!);
        await File.WriteAllTextAsync(_bench.Folder("k-1").Path, "a file where the folder should be");

        var error = await Assert.ThrowsAsync<ExecutorException>(() => _bench.Executor.SubmitAsync(request, default));

        Assert.DoesNotContain("hush-8", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_OfAttempts_AreTheirOwnersOnly()
    {
        await _bench.RunToEndAsync(_bench.Script("true"));

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_bench.Options.Root, "attempts")));
    }

    [Fact]
    public async Task Descriptors_OfWhoeverStartedTheAgent_DoNotReachTheCommand()
    {
        using var inherited = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out, HandleInheritability.Inheritable);

        await _bench.RunToEndAsync(_bench.Run(["ls", "/proc/self/fd"]));

        Assert.Equal(["0", "1", "2", "3"], (await _bench.OutputAsync()).Select(line => line.Text));
    }

    private void AssertNoFileHolds(string secret)
    {
        var files = Directory.GetFiles(_bench.Options.Root, "*", SearchOption.AllDirectories);
        Assert.True(files.Length > 2);
        Assert.All(files, file => Assert.False(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0, file));
    }
}
