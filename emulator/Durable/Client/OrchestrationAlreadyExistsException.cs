namespace DurableTask.Core.Exceptions;

/// <summary>An instance with this id exists in a state that forbids a new one.</summary>
public class OrchestrationAlreadyExistsException : InvalidOperationException
{
    /// <summary>Makes an exception.</summary>
    public OrchestrationAlreadyExistsException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public OrchestrationAlreadyExistsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
