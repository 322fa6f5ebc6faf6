using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Queries;

/// <summary>Run queues as the API shows them.</summary>
public static class QueueViews
{
    /// <summary>A queue.</summary>
    /// <param name="header">Its configuration.</param>
    /// <param name="slots">Its claims.</param>
    /// <param name="due">The launches that are due.</param>
    /// <param name="future">Those that become due later.</param>
    /// <param name="oldestDue">When the launch that is due for longest became so, of those that somebody released; null when there is none.</param>
    /// <param name="isReady">Whether somebody claims its launches, and its executor is there.</param>
    /// <param name="now">The time.</param>
    public static QueueView Of(
        QueueHeader header,
        IReadOnlyList<SlotRow> slots,
        IReadOnlyList<DueRow> due,
        IReadOnlyList<DueRow> future,
        DateTimeOffset? oldestDue,
        bool isReady,
        DateTimeOffset now) => new()
        {
            Name = header.Queue,
            ConfigVersion = header.ConfigVersion,
            DisplayName = header.Config.DisplayName,
            Executor = header.Config.Executor,
            ResourceArgs = header.Config.ResourceArgs,
            TemplateVariables = header.Config.TemplateVariables,
            Prioritization = header.Config.Prioritization,
            MaxConcurrency = header.Config.MaxConcurrency == QueueConfig.Unlimited ? null : header.Config.MaxConcurrency,
            OnLimit = header.Config.OnLimit,
            LimitOverride = header.OverrideAt(now),
            MaxBacklog = header.Config.MaxBacklog,
            Labels = header.Config.Labels,
            Retry = header.Config.Retry,
            Timeouts = header.Config.Timeouts,
            SecureMode = header.Config.SecureMode,
            WandbEnv = header.Config.WandbEnv,
            CaptureLogs = header.Config.CaptureLogs,
            State = header.Paused ? QueueState.Paused : isReady ? QueueState.Ready : QueueState.NotReady,
            Counts = CountsOf(slots, due.Concat(future)),
            OldestWaitSeconds = OldestWait(oldestDue, future, now),
            WaitP50Seconds = header.Waits.Percentile(0.5, now),
            WaitP95Seconds = header.Waits.Percentile(0.95, now),
            Slots = [.. slots.OrderBy(slot => slot.ClaimedAt).Select(slot => new SlotView(slot.Id.ToString(), slot.ClaimedAt))],
        };

    // The time of the first of those that become due later may have come: whoever releases them is late.
    private static double? OldestWait(DateTimeOffset? oldestDue, IReadOnlyList<DueRow> future, DateTimeOffset now)
    {
        var unreleased = future.Count > 0 && future[0].DueAt <= now ? future[0].DueAt : (DateTimeOffset?)null;
        var oldest = unreleased < oldestDue ? unreleased : oldestDue ?? unreleased;
        return oldest is { } since ? Math.Max(0, (now - since).TotalSeconds) : null;
    }

    // A launch that waits with a later number than 1 has ended an attempt.
    private static Dictionary<string, int> CountsOf(IEnumerable<SlotRow> slots, IEnumerable<DueRow> waiting) => slots
        .Select(slot => slot.State)
        .Concat(waiting.Select(row => row.Attempt > 1 ? LaunchState.AwaitingRetry : LaunchState.Pending))
        .CountBy(state => state)
        .OrderBy(count => count.Key)
        .ToDictionary(count => WireName.Of(count.Key), count => count.Value);
}
