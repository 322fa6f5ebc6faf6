using System.Diagnostics;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Python;

/// <summary>One call of <c>python/launch.py</c>, ended.</summary>
internal sealed record LaunchPy(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The lines of its standard output.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Against an app, as its environment says; against nothing without one.</summary>
    public static async Task<LaunchPy> RunAsync(AppProcess? app, params string[] arguments)
    {
        // -B: it must not leave its compiled form in the repository.
        var start = new ProcessStartInfo("python3", ["-B", Path.Combine(AzuriteServer.RepositoryRoot(), "python/launch.py"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("LAUNCH_API_URL");
        if (app is not null)
        {
            start.Environment["LAUNCH_API_URL"] = app.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
            start.Environment["LAUNCH_API_KEY"] = app.Http.DefaultRequestHeaders.GetValues("x-functions-key").Single();
            start.Environment["AZURE_STORAGE_CONNECTION_STRING"] = app.Connection;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new LaunchPy(process.ExitCode, output, await errors);
    }
}
