namespace LaunchAgent.Executors.Abstractions;

/// <summary>An executor could not do what it was asked.</summary>
/// <param name="code">A lower snake_case word for programs.</param>
/// <param name="message">What happened and what to check. Never holds a secret.</param>
/// <param name="retryable">True when the same call may succeed later; false when only a person can change the answer.</param>
/// <param name="innerException">The cause.</param>
public sealed class ExecutorException(string code, string message, bool retryable, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>A lower snake_case word for programs.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the same call may succeed later.</summary>
    public bool Retryable { get; } = retryable;
}
