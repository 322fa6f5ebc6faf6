using System.Text;
using System.Text.Json;

namespace LaunchAgent.Tests.Integration.Executors;

/// <summary>One line of an attempt's output file.</summary>
internal sealed record OutputLine(DateTimeOffset At, string Stream, string Text, bool Continued = false)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<OutputLine> Parse(byte[] bytes) =>
        [.. Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<OutputLine>(line, Web)!)];
}
