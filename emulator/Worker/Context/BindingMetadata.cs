namespace Microsoft.Azure.Functions.Worker;

/// <summary>One binding of a function.</summary>
public abstract class BindingMetadata
{
    /// <summary>The parameter's or property's name.</summary>
    public abstract string Name { get; }

    /// <summary>The binding's type, such as <c>queueTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Whether it brings something in or sends something out.</summary>
    public abstract BindingDirection Direction { get; }
}
