using System.Text;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class OutputCopierTests
{
    private readonly MemoryContainer _blobs = new();

    [Fact]
    public async Task Copy_AttemptThatWroteNothing_MakesNoBlobCall()
    {
        await CopyAsync(new OutputCopier(new OutputBlobs(_blobs.ToClient())), "");

        Assert.Equal(0, _blobs.Requests);
    }

    [Fact]
    public async Task Copy_FirstOutput_IsTwoCalls()
    {
        await CopyAsync(new OutputCopier(new OutputBlobs(_blobs.ToClient())), "line one\n");

        Assert.Equal(2, _blobs.Requests);
        Assert.Equal("line one\n", await StoredAsync());
    }

    // The host that copied the beginning is dead: this one knows nothing, is refused once, and goes on from the blob's length.
    [Fact]
    public async Task Copy_BeginningWasStoredByAHostThatDied_GoesOnFromThere()
    {
        await CopyAsync(new OutputCopier(new OutputBlobs(_blobs.ToClient())), "line one\n");

        await CopyAsync(new OutputCopier(new OutputBlobs(_blobs.ToClient())), "line one\nline two\n");

        Assert.Equal("line one\nline two\n", await StoredAsync());
    }

    private static Task CopyAsync(OutputCopier copier, string output)
    {
        var executor = new Mock<IExecutor>();
        executor.Setup(e => e.ReadOutputAsync("key", It.IsAny<long>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string _, long offset, int _, CancellationToken _) =>
                new OutputSlice(Encoding.UTF8.GetBytes(output).AsMemory((int)offset), output.Length, Complete: true));
        return copier.CopyAsync(executor.Object, "key", untilComplete: true, CancellationToken.None);
    }

    private async Task<string> StoredAsync() =>
        Encoding.UTF8.GetString((await new OutputBlobs(_blobs.ToClient()).ReadAsync("key", 0, CancellationToken.None)).Span);
}
