using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.WhyWaiting;

/// <summary>The sentences of reasons: what is the case, and what may be done about it.</summary>
internal static class ReasonMessages
{
    public const string NotDue = "Its start time has not come.";

    public const string Running = "Its command runs.";

    public const string Stopping = "It was asked to stop and is ending.";

    public static string RetryBackoff(LaunchRow launch) =>
        $"Attempt {launch.Attempt - 1} ended{(launch.Error is { } error ? $" ({error.Code})" : "")}; attempt {launch.Attempt} may begin when its back-off is over.";

    public static string QueuePaused(LaunchRow launch, AdmissionSnapshot queue) => queue.Header switch
    {
        null => $"Queue '{launch.Queue}' does not exist any more; what waits in it is cancelled within a minute.",
        { IsRemoved: true } => $"Queue '{launch.Queue}' is being removed; what waits in it is cancelled.",
        _ => $"Queue '{launch.Queue}' is paused. POST /api/queues/{launch.Queue}/resume lets it go on.",
    };

    public static string NoMatchingAgent(LaunchRow launch, AdmissionSnapshot queue) => (queue.Agents.Count, launch.Labels.Count) switch
    {
        (0, _) => $"No agent serves queue '{launch.Queue}'. Name it in an agent's {AgentOptions.QueuesSetting}, or use another queue.",
        (_, 0) => $"Every agent of queue '{launch.Queue}' has labels, and takes no launch without labels. Submit it with labels that an agent has.",
        _ => $"No agent of queue '{launch.Queue}' has all of these labels: {string.Join(", ", launch.Labels)}. Name them in an agent's {AgentOptions.LabelsSetting}, or submit it with others.",
    };

    public static string AgentStopped(IReadOnlyList<AgentSnapshot> agents) =>
        $"Stopped polling, as it was told to or has made all polls of its {AgentOptions.MaxPollsSetting}: {NamesOf(agents)}. POST /api/agents/{Uri.EscapeDataString(agents[0].Name)}/resume-polling has it claim again.";

    public static string AgentOffline(IReadOnlyList<AgentSnapshot> agents) =>
        $"Not heard for a while: {NamesOf(agents)}. Start it again, or look into its log.";

    public static string LimitReached(LaunchRow launch, AdmissionSnapshot queue) => queue.Limit == 0
        ? $"Queue '{launch.Queue}' has the limit 0 and starts nothing. A higher max_concurrency or a limit override lets it go on."
        : $"Queue '{launch.Queue}' runs {queue.Slots.Count} of at most {queue.Limit} launches. It goes on when one of them ends; a higher max_concurrency or a limit override lets more start.";

    public static string AgentLimitReached(LaunchRow launch, IReadOnlyList<AgentSnapshot> agents) =>
        $"Holding as many launches as allowed: {NamesOf(agents)}. It goes on when one of them ends; a higher {(launch.IsScheduler ? AgentOptions.MaxSchedulersSetting : AgentOptions.MaxJobsSetting)} lets it hold more.";

    public static string ExecutorFull(LaunchRow launch) =>
        $"Executor '{launch.Executor}' runs as many attempts as it can. It goes on when one of them ends.";

    public static string NextInLine(int? position) => position switch
    {
        null => "Nothing stands in its way but those before it.",
        1 => "Nothing stands in its way: it is claimed next.",
        2 => "Nothing stands in its way but 1 launch before it.",
        _ => $"Nothing stands in its way but {position - 1} launches before it.",
    };

    public static string Claiming(LaunchRow launch) => $"Agent '{launch.Agent}' has claimed it and prepares it.";

    public static string Starting(LaunchRow launch) => $"Executor '{launch.Executor}' starts its command.";

    public static string HeldBySilent(LaunchRow launch) => $"But its agent '{launch.Agent}' was not heard for a while. " + (launch.PlacedOn is null
        ? "Another agent of the queue puts it back to wait within a minute."
        : "It goes on when that agent, or another one of the queue on the same machine, does. A stop by force gives it up.");

    private static string NamesOf(IReadOnlyList<AgentSnapshot> agents) =>
        (agents.Count == 1 ? "agent " : "agents ") + string.Join(", ", agents.Select(agent => $"'{agent.Name}'"));
}
