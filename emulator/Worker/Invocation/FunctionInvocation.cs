using System.Collections.Immutable;
using FunctionsEmulator.Discovery;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsEmulator.Invocation;

/// <summary>One run of a function: what started it and what came along.</summary>
/// <param name="function">The function.</param>
/// <param name="trigger">What its trigger parameter is made from.</param>
/// <param name="cancellationToken">Cancelled when the run should end.</param>
internal sealed class FunctionInvocation(FunctionEntry function, object? trigger, CancellationToken cancellationToken)
{
    public FunctionEntry Function => function;

    public object? Trigger => trigger;

    public CancellationToken CancellationToken => cancellationToken;

    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>The trigger's metadata, without regard to case.</summary>
    public IReadOnlyDictionary<string, object?> Data { get; init; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>What middleware finds in the context's items from the start.</summary>
    public IReadOnlyDictionary<object, object> Items { get; init; } = ImmutableDictionary<object, object>.Empty;

    /// <summary>The context that the function sees.</summary>
    public FunctionContext? Context { get; set; }

    /// <summary>What the function returned, after its task.</summary>
    public object? Result { get; set; }
}
