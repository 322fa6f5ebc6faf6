using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.Submission;

/// <summary>What became of a submission.</summary>
public abstract record SubmissionResult
{
    private SubmissionResult()
    {
    }

    /// <summary>A new launch.</summary>
    /// <param name="Launch">Its record, as it was written.</param>
    public sealed record Created(LaunchRow Launch) : SubmissionResult;

    /// <summary>Its idempotency key was used before, with the same body.</summary>
    /// <param name="Id">The launch that used it.</param>
    public sealed record Known(LaunchId Id) : SubmissionResult;

    /// <summary>Its idempotency key was used before, with another body.</summary>
    /// <param name="Id">The launch that used it.</param>
    public sealed record Mismatch(LaunchId Id) : SubmissionResult;

    /// <summary>It cannot be launched.</summary>
    /// <param name="Problems">Everything that is wrong.</param>
    public sealed record Refused(IReadOnlyList<Problem> Problems) : SubmissionResult;

    /// <summary>Its queue has as many waiting launches as it takes.</summary>
    /// <param name="Sentence">What to do.</param>
    public sealed record Full(string Sentence) : SubmissionResult;
}
