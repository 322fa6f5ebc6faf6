using LaunchAgent.Specs.Parsing;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Submission;

/// <summary>
/// Turns what somebody submits directly, and waits for an answer to, into a launch. Unlike a message, a bad submission leaves no
/// record; its id comes from the clock and a random number, so only an idempotency key makes a repetition the same launch.
/// </summary>
public sealed class Submissions(
    SpecCheck check, LaunchRecordFactory rows, LaunchInsert insert, Backlog backlog, OperationIds random, TimeProvider time, ILogger<Submissions> logger)
{
    /// <summary>Records a launch, or says why not.</summary>
    /// <param name="parsed">The spec as it was read.</param>
    /// <param name="text">The JSON that it was read from; kept.</param>
    /// <param name="retryOf">Id of the launch that it repeats; null is none.</param>
    /// <param name="cancellationToken">Ends the call; the launch may have been recorded.</param>
    public async Task<SubmissionResult> SubmitAsync(ParsedSpec parsed, string text, string? retryOf, CancellationToken cancellationToken)
    {
        var spec = await check.CheckAsync(parsed, cancellationToken);
        if (!spec.IsGood)
            return new SubmissionResult.Refused(spec.Problems);

        var id = LaunchId.Create(spec.Header.Queue, time.GetUtcNow(), random.Next());
        if (await backlog.IsFullAsync(spec.Header, cancellationToken) && !await backlog.IsKnownAsync(id, spec.Spec.IdempotencyKey, cancellationToken))
            return new SubmissionResult.Full(Backlog.Sentence(spec.Header));

        var launch = await rows.CreateAsync(id, spec, text, retryOf, cancellationToken);
        var inserted = await insert.InsertAsync(launch, spec.Spec, "api", cancellationToken);
        if (inserted.Id != id)
            return inserted.IsSameBody ? new SubmissionResult.Known(inserted.Id) : new SubmissionResult.Mismatch(inserted.Id);

        logger.Accepted(id.ToString(), launch.Queue);
        return new SubmissionResult.Created(launch);
    }
}
