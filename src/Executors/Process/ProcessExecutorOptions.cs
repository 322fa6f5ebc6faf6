using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Shim;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Executors.Process;

/// <summary>How the process executor is set up.</summary>
/// <param name="Root">Where it keeps its attempts (<c>LAUNCH_PROCESS_ROOT</c>; default <c>launch-agent</c> below the user's local application data).</param>
/// <param name="MachineId">Names this machine for as long as <paramref name="Root"/> lives.</param>
/// <param name="CleanEnvironment">What every command starts from.</param>
/// <param name="Capacity">The most attempts at once (<c>LAUNCH_PROCESS_CAPACITY</c>); -1, the default, is no limit.</param>
/// <param name="ShimKillAt">Test hook, see <see cref="ShimKillPoint"/>.</param>
internal sealed record ProcessExecutorOptions(
    string Root, string MachineId, IReadOnlyDictionary<string, string> CleanEnvironment, int Capacity = LimitSetting.Unlimited, string? ShimKillAt = null)
{
    public const string RootSetting = "LAUNCH_PROCESS_ROOT";
    public const string CapacitySetting = "LAUNCH_PROCESS_CAPACITY";

    /// <param name="setting">Gives a setting's value, or null.</param>
    /// <exception cref="ExecutorException">The executor is not available here; the text says why.</exception>
    public static ProcessExecutorOptions FromSettings(Func<string, string?> setting)
    {
        if (WhyUnavailable(setting, OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) is { } reason)
            throw new ExecutorException("unavailable", reason, retryable: false);

        return new(
            RootFrom(setting(RootSetting), Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)),
            Machine.Id(),
            Process.CleanEnvironment.From(Environment.GetEnvironmentVariables()),
            LimitSetting.Parse(CapacitySetting, setting(CapacitySetting)),
            setting(ShimKillPoint.Setting));
    }

    /// <summary>Why no process may be started here, or null.</summary>
    public static string? WhyUnavailable(Func<string, string?> setting, bool isUnix) =>
        Hosting.IsAzure(setting) ? "The process executor does not run in Azure, where an instance may go away at any time. Add an executor that runs there."
        : !isUnix ? "The process executor runs on Linux and macOS. On Windows, run the agent in WSL."
        : null;

    private static string RootFrom(string? chosen, string localData) =>
        !string.IsNullOrWhiteSpace(chosen) ? Path.GetFullPath(chosen)
        : localData.Length > 0 ? Path.Combine(localData, "launch-agent")
        : throw new ExecutorException("unavailable", $"This user has no folder for application data. Set {RootSetting} to a folder that survives restarts.", retryable: false);
}
