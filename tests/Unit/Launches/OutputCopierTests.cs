using System.Text;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class OutputCopierTests
{
    private readonly MemoryContainer _blobs = new();

    [Fact]
    public async Task Copy_AttemptThatWroteNothing_MakesNoBlobCall()
    {
        await CopyAsync(Copier(), "");

        Assert.Equal(0, _blobs.Requests);
    }

    [Fact]
    public async Task Copy_FirstOutput_IsTwoCalls()
    {
        await CopyAsync(Copier(), "line one\n");

        Assert.Equal(2, _blobs.Requests);
        Assert.Equal("line one\n", await StoredAsync());
    }

    // The host that copied the beginning is dead: this one knows nothing, is refused once, and goes on from the blob's length.
    [Fact]
    public async Task Copy_BeginningWasStoredByAHostThatDied_GoesOnFromThere()
    {
        await CopyAsync(Copier(), "line one\n");

        await CopyAsync(Copier(), "line one\nline two\n");

        Assert.Equal("line one\nline two\n", await StoredAsync());
    }

    // Faster than it can be copied: the look at the other launches must come to an end.
    [Fact]
    public async Task Copy_RunningAndWritingWithoutEnd_CopiesAPartALook()
    {
        var executor = new Mock<IExecutor>();
        var reads = 0;
        executor.Setup(e => e.ReadOutputAsync("key", It.IsAny<long>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string _, long offset, int _, CancellationToken _) =>
            {
                Assert.True(++reads < 100, "It copies for ever.");
                return new OutputSlice(new byte[] { (byte)'x' }, offset + 1, Complete: false);
            });

        await Copier().CopyAsync(executor.Object, "key", untilComplete: false, CancellationToken.None);

        Assert.NotEqual("", await StoredAsync());
    }

    // An append blob holds 50,000 blocks. A launch that wrote for longer than that must be able to end.
    [Fact]
    public async Task Copy_BlobTakesNoMore_KeepsWhatIsThere()
    {
        await CopyAsync(Copier(), "line one\n");
        _blobs.IsFull = true;

        await CopyAsync(Copier(), "line one\nline two\n");

        Assert.Equal("line one\n", await StoredAsync());
    }

    private static Task CopyAsync(OutputCopier copier, string output)
    {
        var executor = new Mock<IExecutor>();
        executor.Setup(e => e.ReadOutputAsync("key", It.IsAny<long>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string _, long offset, int _, CancellationToken _) =>
                new OutputSlice(Encoding.UTF8.GetBytes(output).AsMemory((int)offset), output.Length, Complete: true));
        return copier.CopyAsync(executor.Object, "key", untilComplete: true, CancellationToken.None);
    }

    private OutputCopier Copier() => new(new OutputBlobs(_blobs.ToClient()), NullLogger<OutputCopier>.Instance);

    private async Task<string> StoredAsync() =>
        Encoding.UTF8.GetString((await new OutputBlobs(_blobs.ToClient()).ReadAsync("key", 0, CancellationToken.None)).Span);
}
