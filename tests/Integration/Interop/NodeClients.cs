using System.Diagnostics;
using System.Text.Json;
using LaunchAgent.Tests.Integration.Azurite;

namespace LaunchAgent.Tests.Integration.Interop;

/// <summary>Runs a step of interop.mjs with the npm packages @azure/data-tables and @azure/storage-queue.</summary>
internal static class NodeClients
{
    public static async Task<JsonElement> RunAsync(string step, params string[] arguments)
    {
        var folder = Path.Combine(AzuriteServer.RepositoryRoot(), "tests/Integration/Interop");
        if (!Directory.Exists(Path.Combine(folder, "node_modules/@azure/data-tables")))
            throw new InvalidOperationException($"The npm packages of the interoperability tests are not installed: run ./test, or 'npm ci' in {folder}.");

        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "interop.mjs"), AzuriteServer.ConnectionString, step, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return node.ExitCode == 0
            ? JsonSerializer.Deserialize<JsonElement>(output)
            : throw new InvalidOperationException($"interop.mjs {step} failed: {await errors}");
    }
}
