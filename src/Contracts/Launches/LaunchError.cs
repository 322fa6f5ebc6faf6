namespace LaunchAgent.Contracts.Launches;

/// <summary>Why a launch or an attempt did not finish.</summary>
/// <param name="Code">In lower snake case, such as run_timeout.</param>
/// <param name="Stage">Where it went wrong.</param>
/// <param name="Message">In words; never holds a secret.</param>
/// <param name="Retryable">Whether the same could succeed another time.</param>
/// <param name="Files">Blobs with more about it.</param>
public sealed record LaunchError(string Code, ErrorStage Stage, string Message, bool Retryable, IReadOnlyList<string>? Files = null)
{
    /// <summary>Blobs with more about it.</summary>
    public IReadOnlyList<string> Files { get; init; } = Files ?? [];
}
