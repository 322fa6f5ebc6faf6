using System.Reflection;
using FunctionsEmulator.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FunctionsEmulator.Discovery;

/// <summary>A function that was found and may run.</summary>
/// <param name="Name">As written in its attribute.</param>
/// <param name="Method">The method to call.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="TriggerParameter">The parameter that takes what started it.</param>
/// <param name="ReturnType">What the method returns, without its task; void when nothing.</param>
/// <param name="Outputs">Where parts of the result are sent.</param>
internal sealed record FunctionEntry(
    string Name,
    MethodInfo Method,
    TriggerBindingAttribute Trigger,
    ParameterInfo TriggerParameter,
    Type ReturnType,
    IReadOnlyList<QueueOutput> Outputs)
{
    public FunctionDefinition Definition => field ??= new EmulatedDefinition(this);

    /// <summary>What fills the parameters, in order.</summary>
    public IReadOnlyList<Func<FunctionInvocation, object?>> Arguments { get; init; } = [];

    /// <summary>Class and method, for messages.</summary>
    public string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    public override string ToString() => $"Function '{Name}' ({EntryPoint})";
}
