using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LaunchAgent.Shim;

/// <summary>
/// The output of both streams as JSON lines <c>{"at","stream","text"}</c>, in the order in which it arrived; <c>"continued":true</c> marks
/// the rest of a long line.
/// </summary>
internal sealed class OutputFile(Stream file, TimeProvider time) : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _batch = new();
    private DateTimeOffset _last;

    /// <summary>Why output is missing, such as a full disk; null while all is well.</summary>
    public string? Problem { get; private set; }

    public static OutputFile Create(string path, TimeProvider time) =>
        new(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0), time);

    public void Add(string stream, ReadOnlySpan<byte> text, bool continued)
    {
        if (Problem is not null)
            return;

        // A clock that is set back must not turn the order round.
        var now = time.GetUtcNow();
        _last = now > _last ? now : _last;
        using (var writer = new Utf8JsonWriter(_batch, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("at", _last);
            writer.WriteString("stream", stream);
            WriteText(writer, text);
            if (continued)
                writer.WriteBoolean("continued", true);
            writer.WriteEndObject();
        }

        _batch.Write("\n"u8);
    }

    /// <summary>Makes everything added readable.</summary>
    public void Flush()
    {
        if (_batch.WrittenCount == 0)
            return;

        try
        {
            if (Problem is null)
                file.Write(_batch.WrittenSpan);
        }
        catch (IOException full)
        {
            // The command goes on: losing its output is bad, losing its work is worse.
            Problem = $"The output after {_last:O} is missing: {full.Message}";
        }

        _batch.ResetWrittenCount();
    }

    public void Dispose() => file.Dispose();

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text))
            writer.WriteString("text"u8, text);
        else
            writer.WriteString("text", System.Text.Encoding.UTF8.GetString(text));
    }
}
