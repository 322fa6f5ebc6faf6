using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>A place in a document while it is walked; a pointer costs its length, so it is made only where there is a problem.</summary>
internal sealed record JsonPath(JsonPath? Parent, string? Name, int Index)
{
    public string ToPointer()
    {
        var parent = Parent?.ToPointer() ?? "";
        return Name is null ? JsonPointer.Append(parent, Index) : JsonPointer.Append(parent, Name);
    }
}
