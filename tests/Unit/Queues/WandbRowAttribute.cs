namespace LaunchAgent.Tests.Unit.Queues;

/// <summary>The row of the W&amp;B table in docs/reference/launch-spec.md that a test holds.</summary>
/// <param name="fields">The first cell of the row.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WandbRowAttribute(string fields) : Attribute
{
    /// <summary>The first cell of the row.</summary>
    public string Fields { get; } = fields;
}
