using System.Diagnostics;
using System.Text.Json;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>A run of the table as it is kept, so that the next part goes on behind it.</summary>
/// <param name="Call">The number of the call that was hit; 0 for none.</param>
/// <param name="Side">What happened there.</param>
/// <param name="RealLocks">Whether the locks were those of production.</param>
/// <param name="Maker">Whose call it was; null when it was not reached.</param>
/// <param name="Kind">What the call was.</param>
/// <param name="Outcome">How the launch came out.</param>
/// <param name="IsWell">Whether that is as it should be.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record KillRecord(int Call, KillSide Side, bool RealLocks, string? Maker, string? Kind, string Outcome, bool IsWell, double Seconds)
{
    private static string Folder => Path.Combine(AzuriteServer.RepositoryRoot(), ".data", "kill");

    public static KillRecord Of(KillResult result) => new(
        result.Point.Call,
        result.Point.Side,
        result.Point.RealLocks,
        result.Call?.Maker.ToString(),
        result.Call?.Kind,
        result.Outcome,
        result.Problems.Count == 0,
        result.Duration.TotalSeconds);

    /// <summary>What was run on a commit before.</summary>
    public static IReadOnlyList<KillRecord> Read(string commit) => File.Exists(FileOf(commit))
        ? [.. File.ReadLines(FileOf(commit)).Select(line => JsonSerializer.Deserialize<KillRecord>(line)!)]
        : [];

    /// <summary>Keeps this one.</summary>
    public void Append(string commit)
    {
        Directory.CreateDirectory(Folder);
        File.AppendAllText(FileOf(commit), JsonSerializer.Serialize(this) + "\n");
    }

    /// <summary>Keeps what host and worker said in a run that did not end well.</summary>
    public static void KeepLog(KillPoint point, string log)
    {
        Directory.CreateDirectory(Folder);
        File.Copy(log, Path.Combine(Folder, $"{point.Call}-{point.Side}{(point.RealLocks ? "-real-locks" : "")}.log"), overwrite: true);
    }

    /// <summary>The commit that is checked out, with a mark when something differs from it.</summary>
    public static async Task<string> CommitAsync()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=12"])
        {
            WorkingDirectory = AzuriteServer.RepositoryRoot(),
            RedirectStandardOutput = true,
        })!;
        var commit = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return commit.Trim();
    }

    private static string FileOf(string commit) => Path.Combine(Folder, $"{commit}.jsonl");
}
