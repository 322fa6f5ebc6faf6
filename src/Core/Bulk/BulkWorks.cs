using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Submission;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Specs.Requests;

namespace LaunchAgent.Core.Bulk;

/// <summary>The work that a bulk request asks for.</summary>
public sealed class BulkWorks(
    StopRequests stops, PriorityRequests priorities, QueueWakeups wakeups, RetrySpecs specs, Submissions submissions, DispatchOnSubmit dispatch)
{
    /// <summary>The work, for one call.</summary>
    public BulkWork Of(BulkRequest asked) => asked.Action switch
    {
        BulkAction.Retry => new BulkRetry(specs, submissions, dispatch, withFinished: asked.Filter.State == LaunchState.Finished),
        BulkAction.SetPriority => new BulkPriority(priorities, wakeups, asked.Priority!.Value),
        _ => new BulkStop(stops, asked.Force),
    };
}
