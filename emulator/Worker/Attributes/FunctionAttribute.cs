namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a public method of a public class as a function.</summary>
/// <param name="name">Unique in the app, compared without regard to case.</param>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Name { get; } = name;
}
