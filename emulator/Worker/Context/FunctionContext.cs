namespace Microsoft.Azure.Functions.Worker;

/// <summary>What surrounds one invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>The invocation's id, unique.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The function's id, the same in every invocation.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The W3C trace of the invocation.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger brought along.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Which retry of a function-level retry policy this is.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function that runs.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Things that middleware and the function share during this invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>The invocation's features, by type.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the host stops or, for HTTP, the caller goes away.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
