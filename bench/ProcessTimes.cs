using System.Globalization;

namespace LaunchAgent.Bench;

/// <summary>What processes have used so far, as Linux tells; elsewhere nothing.</summary>
/// <param name="Host">Processor seconds of the host.</param>
/// <param name="Worker">Those of the worker.</param>
/// <param name="Attempts">Those of the shims and commands that the worker has waited for.</param>
/// <param name="Azurite">Those of the storage emulator.</param>
/// <param name="HostMegabytes">What the host has in memory.</param>
/// <param name="WorkerMegabytes">What the worker has.</param>
internal sealed record ProcessTimes(double Host, double Worker, double Attempts, double Azurite, long HostMegabytes, long WorkerMegabytes)
{
    private const double TicksPerSecond = 100;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int ChildUserTicks = 13;
    private const int ChildSystemTicks = 14;

    public static ProcessTimes Of(int host, int worker, int azurite) => new(
        Ticks(host, UserTicks, SystemTicks),
        Ticks(worker, UserTicks, SystemTicks),
        Ticks(worker, ChildUserTicks, ChildSystemTicks),
        Ticks(azurite, UserTicks, SystemTicks),
        Megabytes(host),
        Megabytes(worker));

    /// <summary>What was used since.</summary>
    public ProcessTimes Since(ProcessTimes before) => this with
    {
        Host = Host - before.Host,
        Worker = Worker - before.Worker,
        Attempts = Attempts - before.Attempts,
        Azurite = Azurite - before.Azurite,
    };

    // Behind the name of the program, which may hold blanks and brackets.
    private static double Ticks(int pid, int first, int second)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        return (Number(fields[first]) + Number(fields[second])) / TicksPerSecond;
    }

    private static long Megabytes(int pid) => OperatingSystem.IsLinux()
        ? (long)Number(File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024
        : 0;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
