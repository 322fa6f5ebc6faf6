using System.Text.Json;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>Holds an environment that does not come with the field <c>env</c> to the same rules.</summary>
public static class EnvironmentCheck
{
    /// <summary>Everything that is wrong with it.</summary>
    /// <param name="owner">The object that holds it.</param>
    /// <param name="name">Under which name; pointers begin with it.</param>
    public static IReadOnlyList<Problem> In(JsonElement owner, string name)
    {
        var problems = new ProblemList();
        SpecEnv.Read(new ObjectReader(owner, "", problems), name, TextRules.Value);
        return problems.Items;
    }
}
