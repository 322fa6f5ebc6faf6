using LaunchAgent.Shim;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class CommandLookupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lookup-");

    public CommandLookupTests() => WorkFiles.Write(_folder.FullName, new Dictionary<string, string> { ["bin/tool"] = "#!/bin/sh\n", ["notes"] = "text" });

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("bin/tool", "")]
    [InlineData("tool", "/nowhere:bin")]
    public void Find_Program_ItsPath(string program, string path) =>
        Assert.Equal((Path.Combine(_folder.FullName, "bin/tool"), 0, null), CommandLookup.Find(program, _folder.FullName, path));

    [Theory]
    [InlineData("tool", "/nowhere")]
    [InlineData("tool", null)]
    [InlineData("bin/other", "bin")]
    // A shell does not look in the folder it is in either.
    [InlineData("notes", "")]
    public void Find_NoProgram_127AndWhatToCheck(string program, string? path)
    {
        var (found, exitCode, error) = CommandLookup.Find(program, _folder.FullName, path);

        Assert.Null(found);
        Assert.Equal(127, exitCode);
        Assert.Contains("Check", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./bin")]
    [InlineData("/")]
    public void Find_Folder_126AndSaysThatItIsOne(string program)
    {
        var (_, exitCode, error) = CommandLookup.Find(program, _folder.FullName, "");

        Assert.Equal(126, exitCode);
        Assert.Contains("folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_FileThatIsNoProgram_126() => Assert.Equal(126, CommandLookup.Find("./notes", _folder.FullName, "").ExitCode);
}
