using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Queues;

/// <summary>Run queues as the API shows them.</summary>
public static class QueueViews
{
    /// <summary>A queue.</summary>
    /// <param name="header">Its configuration.</param>
    /// <param name="slots">Its claims.</param>
    /// <param name="due">The launches that are due.</param>
    /// <param name="future">Those that become due later.</param>
    /// <param name="isReady">Whether its executor is there.</param>
    /// <param name="now">The time.</param>
    public static QueueView Of(
        QueueHeader header, IReadOnlyList<SlotRow> slots, IReadOnlyList<DueRow> due, IReadOnlyList<DueRow> future, bool isReady, DateTimeOffset now) => new()
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
            CaptureLogs = header.Config.CaptureLogs,
            State = header.Paused ? QueueState.Paused : isReady ? QueueState.Ready : QueueState.NotReady,
            Counts = CountsOf(slots, due.Concat(future)),
            OldestWaitSeconds = due.Count == 0 ? null : Math.Max(0, (now - due.Min(row => row.DueAt)).TotalSeconds),
            Slots = [.. slots.OrderBy(slot => slot.ClaimedAt).Select(slot => new SlotView(slot.Id.ToString(), slot.ClaimedAt))],
        };

    // A launch that waits with a later number than 1 has ended an attempt.
    private static Dictionary<string, int> CountsOf(IEnumerable<SlotRow> slots, IEnumerable<DueRow> waiting) => slots
        .Select(slot => slot.State)
        .Concat(waiting.Select(row => row.Attempt > 1 ? LaunchState.AwaitingRetry : LaunchState.Pending))
        .CountBy(state => state)
        .OrderBy(count => count.Key)
        .ToDictionary(count => WireName.Of(count.Key), count => count.Value);
}
