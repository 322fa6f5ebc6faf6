using System.Text.Json;
using LaunchAgent.LocalHost.Http;

namespace LaunchAgent.LocalHost;

/// <summary>Says that everything is up, and how to call it. It holds the function key, so only its owner may read it.</summary>
internal sealed class ReadyFile(string path, string url, FunctionKey key, IReadOnlyList<string> functions)
{
    private readonly Lock _lock = new();

    public void Write(int workerProcessId)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(
            new { url, key = key.Text, pid = Environment.ProcessId, worker_pid = workerProcessId, functions });
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        lock (_lock)
        {
            File.Delete(temporary);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            using (var file = new FileStream(temporary, options))
                file.Write(text);
            File.Move(temporary, path, overwrite: true);
        }
    }
}
