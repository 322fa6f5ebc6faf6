using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>A failure as it is kept in history: no exception object survives, only what it said.</summary>
/// <param name="ErrorType">The full name of the exception's type.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">The exception's stack trace.</param>
/// <param name="InnerFailure">The inner exception.</param>
/// <param name="Properties">More about the exception; the emulator adds none.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    /// <summary>Describes an exception and its inner exceptions.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new TaskFailureDetails(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            exception.InnerException is { } inner ? FromException(inner) : null,
            null);
    }

    /// <summary>Whether the failure itself, not an inner one, is an exception of this type.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <summary>Whether the failure itself, not an inner one, is an exception of this type.</summary>
    /// <exception cref="ArgumentException">The type is not an exception.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies have a type of that name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
            throw new ArgumentException($"The type {targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        return targetBaseExceptionType.IsAssignableFrom(FindType(targetBaseExceptionType.Assembly));
    }

    /// <summary>The type and the message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private Type? FindType(Assembly first)
    {
        if (string.IsNullOrEmpty(ErrorType))
            return null;
        if ((Type.GetType(ErrorType) ?? first.GetType(ErrorType)) is { } found)
            return found;

        var candidates = AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(ErrorType)).OfType<Type>().ToList();
        return candidates.Count > 1
            ? throw new AmbiguousMatchException($"Several loaded types are named '{ErrorType}'.")
            : candidates.SingleOrDefault();
    }
}
