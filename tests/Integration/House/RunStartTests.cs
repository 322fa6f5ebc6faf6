namespace LaunchAgent.Tests.Integration.House;

/// <summary>What <c>./run</c> says when this machine lacks something, and what it leaves when it is interrupted before it is up.</summary>
public sealed class RunStartTests : IDisposable
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly RunCheckout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Help_NamesEveryOption()
    {
        using var run = new RunCommand(Path.Combine(AzuriteServer.RepositoryRoot(), "run"), ["--help"]);

        Assert.Equal(0, await run.EndedAsync());
        Assert.All(["--keep", "--no-samples", "--data FOLDER", "--core-tools", "--wipe", "--help", "docs/how-to/local.md"], option => Assert.Contains(option, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--kep", "there is no option \"--kep\"")]
    [InlineData("--data", "--data needs a folder")]
    [InlineData("--no-samples", "nothing to do unless --keep")]
    public async Task Option_ThatIsWrong_IsRefusedWithASentence(string option, string sentence)
    {
        using var run = new RunCommand(Path.Combine(AzuriteServer.RepositoryRoot(), "run"), [option]);

        Assert.Equal(2, await run.EndedAsync());
        Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uname", "echo MINGW64_NT-10.0", "run it inside WSL")]
    [InlineData("node", null, "found no \"node\"")]
    [InlineData("node", "echo v18.20.4", "Node.js 20 or later; \"node\" here is v18.20.4")]
    [InlineData("npm", null, "found no \"npm\"")]
    [InlineData("dotnet", null, "found no \"dotnet\"")]
    [InlineData("dotnet", "[ $1 = --list-sdks ] && echo '8.0.404 [/sdk]'", ".NET SDK 10; this machine has 8.0.404")]
    public async Task Tool_ThatIsMissingOrTooOld_IsNamed(string tool, string? script, string sentence)
    {
        using var run = _checkout.Tool(tool, script).Run();

        Assert.NotEqual(0, await run.EndedAsync());
        Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("    at ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "found no \"func\"")]
    [InlineData("echo 3.0.5682", "\"func\" here is 3.0.5682")]
    [InlineData("echo 'You must install .NET.' >&2; exit 150", "\"func --version\" fails")]
    public async Task CoreTools_MissingOrTooOld_AreNamedBeforeAnythingIsBuilt(string? script, string sentence)
    {
        using var run = _checkout.Tool("func", script).Run("--core-tools", "--data", _checkout.Data);

        Assert.Equal(2, await run.EndedAsync());
        Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
        Assert.Contains("or leave --core-tools out", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Restoring", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("npm", "echo 'npm error code EAI_AGAIN' >&2; exit 1", "npm registry could not be reached")]
    [InlineData("npm", "echo 'npm error code E404' >&2; exit 1", "npm registry in use lacks a package")]
    [InlineData("npm", "echo 'npm error code ENOSPC' >&2; exit 1", "The disk is full")]
    [InlineData("npm", "echo 'what nobody has seen' >&2; exit 1", "npm could not install the packages")]
    [InlineData("dotnet", "[ $1 = --version ] && echo 10.0.100 || { echo 'error NU1301: Unable to load the service index'; exit 1; }", "NuGet source could not be reached")]
    [InlineData("dotnet", "[ $1 = --version ] && echo 10.0.100 || { echo 'error NU1101: Unable to find package Azure.Core'; exit 1; }", "NuGet source in use lacks a package")]
    [InlineData("dotnet", "[ $1 = publish ] && { echo 'No space left on device'; exit 1; } || echo 10.0.100", "The disk is full")]
    [InlineData("dotnet", "[ $1 = publish ] && { echo 'error CS1002: ; expected'; exit 1; } || echo 10.0.100", "The app could not be built")]
    public async Task Download_OrBuildThatFails_EndsWithWhatToDo(string tool, string script, string sentence)
    {
        using var run = _checkout.Tool(tool, script).Run();

        Assert.Equal(1, await run.EndedAsync());
        Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("npm", "Installing", Interrupt)]
    [InlineData("npm", "Installing", Hangup)]
    [InlineData("dotnet", "Restoring", Terminate)]
    public async Task Signal_WhileItInstallsOrBuilds_LeavesNoProcess(string tool, string stage, int signal)
    {
        var mine = Path.Combine(Directory.CreateDirectory(_checkout.Data).FullName, "mine");
        await File.WriteAllTextAsync(mine, "");
        using var run = _checkout.Tool(tool, "[ \"$1\" = --version ] && echo 10.0.100 || { sleep 300 & exec sleep 301; }").Run();
        await run.SaysAsync(stage);
        await Eventually.TrueAsync(() => RunCommand.ProcessesOf(_checkout.Data).Count >= 3);

        run.Signal(signal);

        Assert.Equal(128 + signal, await run.EndedAsync());
        Assert.Empty(RunCommand.ProcessesOf(_checkout.Data));
        Assert.False(File.Exists(Path.Combine(_checkout.Folder, ".data/prepare.lock")));
        Assert.True(File.Exists(mine), "A folder given with --data was deleted.");
    }

    [Fact]
    public async Task Wipe_DeletesWhatRunsLeft_AndNothingElse()
    {
        var home = Path.Combine(_checkout.Folder, ".data");
        foreach (var folder in new[] { "run-123", "app/0123456789abcdef", "mine", "run-of-mine" })
            Directory.CreateDirectory(Path.Combine(home, folder));

        using var run = _checkout.Run("--wipe");

        Assert.Equal(0, await run.EndedAsync());
        Assert.Equal(["mine", "run-of-mine"], Directory.EnumerateFileSystemEntries(home).Select(Path.GetFileName).Order());
    }
}
