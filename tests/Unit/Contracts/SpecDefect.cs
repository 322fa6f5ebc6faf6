using System.Text.Json.Nodes;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>One way to break a valid spec, and the problem that must be found then.</summary>
public sealed record SpecDefect(string Pointer, string Code, Action<JsonObject> Apply)
{
    public override string ToString() => $"{Code} at {Pointer}";
}
