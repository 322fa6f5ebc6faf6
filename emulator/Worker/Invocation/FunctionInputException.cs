namespace FunctionsEmulator.Invocation;

/// <summary>A parameter could not be filled, so the function did not run.</summary>
internal sealed class FunctionInputException(string message, Exception? inner = null) : Exception(message, inner);
