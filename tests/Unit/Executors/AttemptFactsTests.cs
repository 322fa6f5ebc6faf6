using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;
using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class AttemptFactsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProcessIdentity Shim = new(100, 1, "boot");
    private static readonly CommandRecord Command = new(new ProcessIdentity(101, 2, "boot"), Noon);
    private static readonly ExitRecord Exit = new(3, null, Noon, Noon.AddSeconds(5), null);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("attempt-facts-");
    private readonly AttemptFolder _folder;

    public AttemptFactsTests()
    {
        _folder = AttemptFolder.Of(_root.FullName, "k-1");
        Directory.CreateDirectory(_folder.Path);
        _root.CreateSubdirectory("forgotten");
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Read_NobodyTookTheKey_Unknown() =>
        Assert.Equal(new AttemptObservation(AttemptPhase.Unknown), new AttemptFacts(null, false, null, null, null).Read());

    [Fact]
    public void Read_ShimLivesWithoutCommand_Starting() =>
        Assert.Equal(AttemptPhase.Starting, new AttemptFacts(Shim, true, null, null, null).Read().Phase);

    [Fact]
    public void Read_ShimLivesWithCommand_Running() =>
        Assert.Equal(new AttemptObservation(AttemptPhase.Running, "101", Noon), new AttemptFacts(Shim, true, Command, null, null).Read());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_ExitNoted_ExitedWhateverTheShimDoes(bool shimIsLive) =>
        Assert.Equal(
            new AttemptObservation(AttemptPhase.Exited, "101", Noon, Noon.AddSeconds(5), 3),
            new AttemptFacts(Shim, shimIsLive, Command, Exit, null).Read());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_ShimDeadWithoutExit_Lost(bool hadCommand)
    {
        var seen = new AttemptFacts(Shim, false, hadCommand ? Command : null, null, null).Read();

        Assert.Equal(AttemptPhase.Lost, seen.Phase);
        Assert.Null(seen.EndedAt);
        Assert.Null(seen.ExitCode);
        Assert.NotNull(seen.Error);
    }

    [Fact]
    public void Gather_EmptyFolder_Unknown() => Assert.Equal(AttemptPhase.Unknown, AttemptFacts.Gather(_folder).Read().Phase);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    public void Gather_StartedIsUnreadable_LostNotUnknown(string content)
    {
        File.WriteAllText(_folder.Started, content);

        Assert.Equal(AttemptPhase.Lost, AttemptFacts.Gather(_folder).Read().Phase);
    }

    [Fact]
    public void Gather_PidOfALiveProcessWithAnotherStart_Lost()
    {
        var other = ProcessIdentity.Current() with { Start = 1 };
        ShimJson.Write(_folder.Started, other, ShimJson.Default.ProcessIdentity);

        Assert.Equal(AttemptPhase.Lost, AttemptFacts.Gather(_folder).Read().Phase);
    }

    [Fact]
    public void Gather_PidOfALiveProcessOfAnotherBoot_Lost()
    {
        var other = ProcessIdentity.Current() with { Boot = "another" };
        ShimJson.Write(_folder.Started, other, ShimJson.Default.ProcessIdentity);

        Assert.Equal(AttemptPhase.Lost, AttemptFacts.Gather(_folder).Read().Phase);
    }

    [Fact]
    public void Gather_ForgottenKey_ItsLastObservation()
    {
        var last = new AttemptObservation(AttemptPhase.Exited, "101", Noon, Noon, 0);
        ShimJson.Write(_folder.Tombstone, last, ProcessJson.Default.AttemptObservation);
        Directory.Delete(_folder.Path, recursive: true);

        Assert.Equal(last, AttemptFacts.Gather(_folder).Read());
    }
}
