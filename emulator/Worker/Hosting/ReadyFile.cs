using System.Text.Json;
using FunctionsEmulator.Http;
using Microsoft.Extensions.Configuration;

namespace FunctionsEmulator.Hosting;

/// <summary>Tells whoever started the process that everything is up, where, and with which function key.</summary>
internal sealed class ReadyFile(IConfiguration app, FunctionKeys keys)
{
    public async Task WriteAsync(string url, CancellationToken cancellationToken)
    {
        if (app["EMULATOR_READY_FILE"] is not { Length: > 0 } file)
            return;

        // By rename, so that a reader never sees half of it; for its owner only, because of the key.
        var text = JsonSerializer.Serialize(new { url, pid = Environment.ProcessId, key = keys.Key });
        var temporary = $"{file}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(temporary, options))
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        File.Move(temporary, file, overwrite: true);
    }
}
