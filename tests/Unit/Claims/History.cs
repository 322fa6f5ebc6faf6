using System.Text;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>What several processes do to the same queues, and whose storage call follows whose.</summary>
/// <param name="Capacity">What executor <c>process</c> takes; -1 is no limit.</param>
/// <param name="Queues">The run queues.</param>
/// <param name="Agents">The agents.</param>
/// <param name="Lanes">The processes: the agent of each.</param>
/// <param name="Waiting">What waits from the beginning.</param>
/// <param name="Steps">What the processes do, each in this order.</param>
/// <param name="Choices">Whose call is next (<see cref="Scheduler"/>).</param>
internal sealed record History(
    int Capacity,
    IReadOnlyList<HistoryQueue> Queues,
    IReadOnlyList<HistoryAgent> Agents,
    IReadOnlyList<int> Lanes,
    IReadOnlyList<HistoryLaunch> Waiting,
    IReadOnlyList<HistoryStep> Steps,
    IReadOnlyList<int> Choices)
{
    /// <summary>Whether a process dies or a call fails, so that something may be left for healing.</summary>
    public bool IsFaulty => Steps.Any(step => step.Fault is { Kind: not FaultKind.AnswerLost });

    public override string ToString()
    {
        var text = new StringBuilder().Append($"\nexecutor process takes {Capacity}\n");
        foreach (var queue in Queues)
            text.Append($"{queue}\n");
        foreach (var agent in Agents)
            text.Append($"{agent}\n");
        text.Append($"processes: {string.Join(", ", Lanes.Select((agent, lane) => $"{lane} of {Agents[agent].Name}"))}\n");
        foreach (var launch in Waiting)
            text.Append($"waits: {launch}\n");
        foreach (var step in Steps)
            text.Append($"{step}\n");
        return text.Append($"choices: {string.Join(' ', Choices)}\n").ToString();
    }
}
