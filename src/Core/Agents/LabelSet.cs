using LaunchAgent.Storage;

namespace LaunchAgent.Core.Agents;

/// <summary>A set of labels as keys know it: order, repetition and letter case do not count.</summary>
public static class LabelSet
{
    /// <summary>The hash of a set of labels; the empty set has one too.</summary>
    public static string HashOf(IEnumerable<string> labels) =>
        Hash.Short(string.Join('\n', Normalised(labels)), Hash.KeyLength);

    /// <summary>The labels in lower case, sorted, each once.</summary>
    public static IReadOnlyList<string> Normalised(IEnumerable<string> labels) =>
        [.. labels.Select(label => label.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Whether an agent takes launches of a set: an agent with labels takes those whose labels it all has, but none without
    /// labels; an agent without labels takes only those.
    /// </summary>
    public static bool Matches(IReadOnlyCollection<string> agentLabels, IReadOnlyCollection<string> launchLabels) =>
        agentLabels.Count == 0 ? launchLabels.Count == 0 : launchLabels.Count > 0 && launchLabels.All(agentLabels.Contains);
}
