namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger of an invocation brought along.</summary>
public abstract class BindingContext
{
    /// <summary>The trigger's metadata by name, without regard to case.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
