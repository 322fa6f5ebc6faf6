using System.Text.Json;

namespace LaunchAgent.Tests.Integration.Worker.Hosting;

public sealed class ReadyFileTests
{
    [Fact]
    public async Task ReadyFile_WhenEverythingIsUp_SaysWhereAndWithWhichKey()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "ready.json");
        var builder = TestHost.CreateBuilder();
        builder.Configuration["EMULATOR_READY_FILE"] = file;
        builder.Configuration["EMULATOR_FUNCTION_KEY"] = "secret";
        await using var host = await TestHost.StartAsync(builder);

        using var ready = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.Equal(host.Client.BaseAddress, new Uri(ready.RootElement.GetProperty("url").GetString() + "/"));
        Assert.Equal(Environment.ProcessId, ready.RootElement.GetProperty("pid").GetInt32());
        Assert.Equal("secret", ready.RootElement.GetProperty("key").GetString());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }
}
