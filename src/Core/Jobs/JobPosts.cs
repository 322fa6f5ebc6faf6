using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Jobs;

/// <summary>
/// Makes versions of jobs. A version, what is latest and its source are one transaction under the head's ETag: versions are numbered without gaps,
/// and whoever reads finds all three or none.
/// </summary>
public sealed class JobPosts(LaunchTables tables, TextBlobs texts, JobCatalog jobs, OperationIds operations, TimeProvider time, ILogger<JobPosts> logger)
{
    // Each refusal means that another version of the same job got through.
    private const int Tries = 50;

    /// <summary>Adds a version, unless the latest one says the same.</summary>
    /// <returns>The version, and whether it is new.</returns>
    public async Task<(Job Job, bool IsNew)> PostAsync(string name, JobRequest request, CancellationToken cancellationToken)
    {
        var json = ContractJson.Serialize(request);
        var content = ContentOf(request);
        var operation = operations.Next();
        string? definition = null;
        for (var tries = 0; tries < Tries; tries++)
        {
            var head = await jobs.FindHeadAsync(name, cancellationToken);
            if (head?.Content == content && await jobs.FindAsync(name, head.Version, cancellationToken) is { } same)
                return (same, IsNew: false);

            definition ??= await texts.StoreByContentAsync($"jobs/{name}", json, cancellationToken);
            var next = new JobVersion(name, (head?.Version ?? 0) + 1, definition, time.GetUtcNow(), operation);
            if (await CommitAsync(next, request, head, content, cancellationToken))
            {
                logger.Posted(name, next.Version);
                return (new Job(name, next.Version, request, next.CreatedAt), IsNew: true);
            }
        }

        throw new TimeoutException($"{Tries} versions of job '{name}' were posted by others meanwhile.");
    }

    private async Task<bool> CommitAsync(JobVersion next, JobRequest request, JobHead? head, string content, CancellationToken cancellationToken)
    {
        var row = new JobHead(next.Name, next.Version, request.Source, request.Image, next.CreatedAt, content, default).ToEntity();
        var committed = await tables.Directory.CommitAsync(
            [
                new(TableTransactionActionType.Add, next.ToEntity()),
                head is null ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, head.ETag),
                .. request.Source is { } source
                    ? [new(TableTransactionActionType.UpsertReplace, new JobSource(source, next.Name, next.Version).ToEntity())]
                    : Array.Empty<TableTransactionAction>(),
            ],
            cancellationToken);

        // The client re-sends a transaction whose answer was lost; the second one is refused although the first took effect.
        return committed.IsCommitted
            || (await jobs.FindRowAsync(next.Name, next.Version, cancellationToken))?.Operation == next.Operation;
    }

    // Of what it says, not of how it was written.
    private static string ContentOf(JobRequest request) =>
        Hash.Short(CanonicalJson.Of(System.Text.Json.JsonSerializer.SerializeToElement(request, ContractJson.Options)), Hash.WholeLength);
}
