using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Bulk;

/// <summary>
/// Does something to all launches that meet a filter, newest first, in calls of bounded length. Launches that come meanwhile are newer than
/// where a call is, so what it makes itself it never comes to.
/// </summary>
public sealed class BulkOperations(LaunchPages pages, TimeProvider time, ILogger<BulkOperations> logger)
{
    /// <summary>The most launches that one call changes.</summary>
    public const int MostPerCall = 500;

    /// <summary>How long one call goes on.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Does it, or for a dry run only counts.</summary>
    public async Task<BulkResult> RunAsync(BulkRequest asked, BulkWork work, CancellationToken cancellationToken)
    {
        var tally = new BulkTally();
        var token = await WorkAsync(asked, work, tally, cancellationToken);
        // The caller may have gone, but the launches are changed.
        await work.FinishAsync(CancellationToken.None);
        var result = tally.ToResult(token);
        if (!asked.DryRun)
            logger.BulkDone(WireName.Of(asked.Action), result.Matched, result.Changed, result.Failed);
        return result;
    }

    // Where to go on; null at the end.
    private async Task<string?> WorkAsync(BulkRequest asked, BulkWork work, BulkTally tally, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + Longest;
        var filter = LaunchFilter.Of(asked.Filter);
        for (var token = asked.PageToken; ;)
        {
            var page = await pages.ReadAsync(new ListRequest(filter, token, ListRequest.LargestLimit), cancellationToken);
            foreach (var launch in page.Items)
            {
                if (work.SkipReason(launch) is { } reason)
                    tally.Add(launch.Id, BulkStep.Skip(reason));
                else if (asked.DryRun)
                    tally.AddDry();
                else
                    tally.Add(launch.Id, await DoAsync(work, launch, cancellationToken));

                if (tally.Worked >= MostPerCall || time.GetUtcNow() > until)
                    return launch.Id.Rest;
            }

            token = page.NextPageToken;
            if (token is null || time.GetUtcNow() > until)
                return token;
        }
    }

    // One launch that cannot be changed keeps no other; an outage is an answer for all of them.
    private async Task<BulkStep> DoAsync(BulkWork work, LaunchRow launch, CancellationToken cancellationToken)
    {
        try
        {
            return await work.DoAsync(launch, cancellationToken);
        }
        catch (Exception fault) when (!StorageOutage.Is(fault) && !cancellationToken.IsCancellationRequested)
        {
            logger.BulkStepFailed(fault, launch.Id.ToString());
            return BulkStep.Fail(new Problem("", "internal_error", "The agent failed on this launch; its log says why."));
        }
    }
}
