using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Submission;

namespace LaunchAgent.Core.Bulk;

/// <summary>
/// Submits once more what launches that have ended were submitted with. Each retry has a key of its launch, so that a call that is repeated
/// retries nothing twice; the new launches are offered slots once per queue.
/// </summary>
public sealed class BulkRetry(RetrySpecs specs, Submissions submissions, DispatchOnSubmit dispatch, bool withFinished) : BulkWork
{
    private readonly List<AcceptedLaunch> _accepted = [];

    /// <inheritdoc />
    public override string? SkipReason(LaunchRow launch) =>
        !launch.State.IsFinal() ? BulkReasons.NotEnded
        : launch.State == LaunchState.Finished && !withFinished ? BulkReasons.Finished
        : null;

    /// <inheritdoc />
    public override async Task<BulkStep> DoAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        if (launch.IsBlanked)
            return BulkStep.Fail(RetrySpecs.Blanked);
        if (await specs.FindAsync(launch, KeyOf(launch.Id), cancellationToken) is not { } spec)
            return BulkStep.Skip(BulkReasons.Gone);

        switch (await submissions.SubmitAsync(spec.Parsed, spec.Text, launch.Id.ToString(), cancellationToken))
        {
            case SubmissionResult.Created created:
                _accepted.Add(new AcceptedLaunch(created.Launch.Id, created.Launch.Queue, created.Launch.DueAt));
                return BulkStep.Changed;
            case SubmissionResult.Known:
                return BulkStep.Skip(BulkReasons.AlreadyRetried);
            case SubmissionResult.Refused refused:
                return BulkStep.Fail(refused.Problems[0]);
            case SubmissionResult.Full full:
                return BulkStep.Fail(new Problem("/queue", Backlog.Full, full.Sentence));
            default:
                return BulkStep.Fail(new Problem("/idempotency_key", IdempotencyKeys.Mismatch, "Another launch uses the key of this retry. Retry it by itself."));
        }
    }

    /// <inheritdoc />
    public override Task FinishAsync(CancellationToken cancellationToken) => dispatch.LeaveAsync(_accepted);

    private static string KeyOf(LaunchId id) => $"bulk-retry/{id}";
}
