using Microsoft.Azure.Functions.Worker;

namespace FunctionsEmulator.Discovery;

/// <summary>A part of a result that goes to a queue.</summary>
/// <param name="Name">The property, or <c>$return</c>.</param>
/// <param name="Attribute">Where it goes.</param>
/// <param name="Read">Reads the part from the result.</param>
internal sealed record QueueOutput(string Name, QueueOutputAttribute Attribute, Func<object, object?> Read);
