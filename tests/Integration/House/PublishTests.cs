using System.Diagnostics;
using System.Text.Json;

namespace LaunchAgent.Tests.Integration.House;

[Collection(RunBuilds.Name)]
public sealed class PublishTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("launch-publish-").FullName;

    // Without host.json the host in Azure runs with defaults and says nothing; with local.settings.json it would ship secrets.
    [Fact]
    public async Task Publish_Debug_HoldsHostJsonAndNeverLocalSettings()
    {
        var root = AzuriteServer.RepositoryRoot();
        var local = Path.Combine(root, "local.settings.json");
        var mine = !File.Exists(local);
        if (mine)
            File.Copy(Path.Combine(root, "local.settings.sample.json"), local);
        try
        {
            await PublishAsync(root);
        }
        finally
        {
            if (mine)
                File.Delete(local);
        }

        using var host = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "host.json")));
        Assert.Equal("2.0", host.RootElement.GetProperty("version").GetString());
        Assert.Equal("none", host.RootElement.GetProperty("extensions").GetProperty("queues").GetProperty("messageEncoding").GetString());
        Assert.False(File.Exists(Path.Combine(_folder, "local.settings.json")));
        Assert.False(Directory.Exists(Path.Combine(_folder, "shim")), "In Azure no process is started.");
        // What any Functions host looks for: the worker, its functions, and the extensions that they need.
        Assert.All(
            [
                "LaunchAgent.Functions.dll", "worker.config.json", "functions.metadata", "extensions.json",
                ".azurefunctions/Microsoft.Azure.WebJobs.Extensions.DurableTask.dll",
            ],
            file => Assert.True(File.Exists(Path.Combine(_folder, file)), file));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task PublishAsync(string root)
    {
        // The build that this test came with: another one would write into the folder that hosts of other tests run from.
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["publish", Path.Combine(root, "functions"), "-c", "Debug", "--no-build", "-o", _folder, "--nologo", "-v", "quiet", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);
    }
}
