using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Shim;

/// <summary>
/// Test hook: with <c>LAUNCH_SHIM_KILL_AT=&lt;point&gt;</c> the first shim that comes to that point kills itself there, as a machine's
/// out-of-memory killer would. Once per root folder, so that what follows can be watched to heal.
/// </summary>
internal static class ShimKillPoint
{
    public const string Setting = "LAUNCH_SHIM_KILL_AT";

    public const string BeforeStarted = "before-started";
    public const string AfterStarted = "after-started";
    public const string BeforeStartCommand = "before-start-command";
    public const string AfterStartCommand = "after-start-command";
    public const string AfterCommandNoted = "after-command-noted";
    public const string AfterCommandEnded = "after-command-ended";
    public const string BeforeExitFile = "before-exit-file";
    public const string AfterExitFile = "after-exit-file";

    /// <summary>Every point, in the order of a shim's life.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        BeforeStarted, AfterStarted, BeforeStartCommand, AfterStartCommand, AfterCommandNoted, AfterCommandEnded, BeforeExitFile, AfterExitFile,
    ];

    public static void Reach(string point, AttemptFolder folder)
    {
        if (Environment.GetEnvironmentVariable(Setting) != point)
            return;

        try
        {
            using var once = new FileStream(Path.Combine(folder.Path, "..", "..", $"killed-{point}"), FileMode.CreateNew);
        }
        catch (IOException)
        {
            return;
        }

        _ = Native.SendSignal(Environment.ProcessId, Signals.Kill);
#pragma warning disable RS0030 // Until the signal comes.
        Thread.Sleep(Timeout.Infinite);
#pragma warning restore RS0030
    }
}
