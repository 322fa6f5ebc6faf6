using System.Text;
using System.Text.Json;
using LaunchAgent.Shim;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class OutputFileTests
{
    private readonly SetClock _clock = new(TestApp.Noon);

    [Fact]
    public void Add_ClockSetBack_TimesDoNotRunBack()
    {
        using var memory = new MemoryStream();
        using var file = new OutputFile(memory, _clock);
        file.Add("stdout", "a"u8, continued: false);
        _clock.Now -= TimeSpan.FromHours(1);
        file.Add("stderr", "b"u8, continued: true);
        file.Flush();

        var lines = Encoding.UTF8.GetString(memory.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(lines[0].GetProperty("at").GetDateTimeOffset(), lines[1].GetProperty("at").GetDateTimeOffset());
        Assert.False(lines[0].TryGetProperty("continued", out _));
        Assert.True(lines[1].GetProperty("continued").GetBoolean());
    }

    [Fact]
    public void Flush_DiskIsFull_TellsAndGoesOn()
    {
        using var file = new OutputFile(new FullDisk(), _clock);
        file.Add("stdout", "a"u8, continued: false);
        file.Flush();
        file.Add("stdout", "b"u8, continued: false);
        file.Flush();

        Assert.Contains("no space", file.Problem, StringComparison.Ordinal);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no space left on device");
    }
}
