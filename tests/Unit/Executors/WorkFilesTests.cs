using LaunchAgent.Shim;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class WorkFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("work-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a/b/c.txt")]
    [InlineData("..a")]
    [InlineData("a..b/c")]
    [InlineData("...")]
    public void Problem_PathBelow_None(string path) => Assert.Null(WorkFiles.Problem(path));

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a/..")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("./a")]
    [InlineData("a\0b")]
    public void Problem_PathThatLeavesOrIsNone_Told(string path) => Assert.NotNull(WorkFiles.Problem(path));

    [Fact]
    public void Write_NestedFiles_AreThere()
    {
        WorkFiles.Write(_folder.FullName, new Dictionary<string, string> { ["a/b.txt"] = "é", ["run.sh"] = "#!/bin/sh\n" });

        Assert.Equal("é", File.ReadAllText(Path.Combine(_folder.FullName, "a/b.txt")));
        Assert.False(IsProgram("a/b.txt"));
        Assert.True(IsProgram("run.sh"));
    }

    [Fact]
    public void Write_ThroughLink_RefusedAndNothingWritten()
    {
        var outside = Directory.CreateTempSubdirectory("outside-");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "link"), outside.FullName);

        Assert.Throws<IOException>(() => WorkFiles.Write(_folder.FullName, new Dictionary<string, string> { ["link/x"] = "x" }));

        Assert.Empty(outside.EnumerateFileSystemInfos());
        outside.Delete();
    }

    [Fact]
    public void Write_OverLinkToFile_Refused()
    {
        var outside = Path.Combine(_folder.FullName, "outside.txt");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "x"), outside);

        Assert.Throws<IOException>(() => WorkFiles.Write(_folder.FullName, new Dictionary<string, string> { ["x"] = "x" }));

        Assert.False(File.Exists(outside));
    }

    private bool IsProgram(string name) =>
        !OperatingSystem.IsWindows() && File.GetUnixFileMode(Path.Combine(_folder.FullName, name)).HasFlag(UnixFileMode.UserExecute);
}
