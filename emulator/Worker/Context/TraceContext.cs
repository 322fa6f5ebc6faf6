using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The W3C trace of an invocation.</summary>
public abstract class TraceContext
{
    /// <summary>The <c>traceparent</c> header.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The <c>tracestate</c> header.</summary>
    public abstract string TraceState { get; }

    /// <summary>Attributes of the trace; empty by default.</summary>
    public virtual IReadOnlyDictionary<string, string> Attributes => ImmutableDictionary<string, string>.Empty;

    /// <summary>Baggage of the trace; empty by default.</summary>
    public virtual IReadOnlyDictionary<string, string> Baggage => ImmutableDictionary<string, string>.Empty;
}
