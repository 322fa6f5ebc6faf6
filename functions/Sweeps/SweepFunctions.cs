using LaunchAgent.Core.Sweeps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Sweeps;

/// <summary>The timer that looks after sweeps.</summary>
public sealed class SweepFunctions(SweepTable sweeps, ILogger<SweepFunctions> logger)
{
    private const int MostInARun = 100;

    /// <summary>
    /// Looks at the sweeps under way; the schedule is the setting <c>LAUNCH_SWEEPS_SCHEDULE</c>, once a minute as delivered. This version
    /// starts no sweeps, so it can only find one that a newer version left on the same storage account: it says so and leaves it alone.
    /// </summary>
    [Function("CheckSweeps")]
    public async Task RunAsync([TimerTrigger("%LAUNCH_SWEEPS_SCHEDULE%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var sweep in await sweeps.ListOpenAsync(MostInARun, cancellationToken))
            logger.UnknownSweep(sweep);
    }
}
