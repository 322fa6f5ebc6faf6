using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Support;

/// <summary>A process of this machine that ran when it was looked at. A pid counts only with its start: pids come back.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="Parent">The process id of who started it.</param>
/// <param name="Session">Its session; the group where sessions cannot be seen.</param>
/// <param name="Start">When it started, in units of the system.</param>
/// <param name="Text">The command line, and on Linux the environment that it was started with.</param>
internal sealed partial record RunningProcess(int Pid, int Parent, int Session, string Start, string Text)
{
    public const int KillSignal = 9;
    public const int TerminateSignal = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<RunningProcess> All() => OperatingSystem.IsLinux()
        ? [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Select(Read).OfType<RunningProcess>()]
        : List();

    /// <summary>
    /// Ends for good all that <paramref name="belongs"/>, whatever is in a session with it, and what they start meanwhile.
    /// The session of this process is no measure: a child has it too.
    /// </summary>
    public static Task EndAllAsync(Func<RunningProcess, bool> belongs) => Eventually.TrueAsync(
        () =>
        {
            var all = All();
            var own = all.Single(process => process.Pid == Environment.ProcessId).Session;
            var sessions = all.Where(belongs).Select(process => process.Session).ToHashSet();
            sessions.ExceptWith([own, 0, 1]);
            var members = all
                .Where(process => process.Pid != Environment.ProcessId && (belongs(process) || sessions.Contains(process.Session)))
                .ToList();
            foreach (var member in members)
                member.Send(KillSignal);
            return members.Count == 0;
        },
        "all processes end",
        Patience);

    /// <summary>Kills processes and waits until they are gone, and their connections with them.</summary>
    public static async Task KillAllAsync(IReadOnlyCollection<RunningProcess> processes)
    {
        foreach (var process in processes)
            process.Send(KillSignal);
        await Eventually.TrueAsync(() => processes.All(process => process.IsGone()), "killed processes are gone", Patience);
    }

    public void Send(int signal) => _ = SendSignal(Pid, signal);

    // A process that nobody has waited for yet still has its number, but nothing else once its last thread has ended.
    private bool IsGone()
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? Stat(Pid) is var now && (now.Start != Start || (now.IsEnded && Directory.GetDirectories($"/proc/{Pid}/task").Length <= 1))
                : All().All(process => (process.Pid, process.Start) != (Pid, Start));
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static RunningProcess? Read(string? name)
    {
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return null;
        try
        {
            var (isEnded, parent, session, start) = Stat(pid);
            return isEnded
                ? null
                : new(pid, parent, session, start, File.ReadAllText($"/proc/{pid}/cmdline") + File.ReadAllText($"/proc/{pid}/environ"));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or belongs to somebody else.
            return null;
        }
    }

    // The name in parentheses may itself hold blanks and parentheses. Field 3 is the state, 4 the parent, 6 the session, 22 the start.
    private static (bool IsEnded, int Parent, int Session, string Start) Stat(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (fields[0] is "Z" or "X", Number(fields[1]), Number(fields[3]), fields[19]);
    }

    private static RunningProcess[] List()
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-axo", "pid=,ppid=,pgid=,stat=,lstart=,command="])
        {
            RedirectStandardOutput = true,
            Environment = { ["LC_ALL"] = "C" },
        })!;
        return
        [
            .. Lines().Matches(ps.StandardOutput.ReadToEnd()).Select(line => line.Groups).Select(field =>
                new RunningProcess(Number(field[1].Value), Number(field[2].Value), Number(field[3].Value), field[4].Value, field[5].Value)),
        ];
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(\d+)\s+(\d+)\s+(\d+)\s+[^Z\s]\S*\s+(\w+ +\w+ +\d+ +[\d:]+ +\d+)\s(.*)$", RegexOptions.Multiline)]
    private static partial Regex Lines();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}
