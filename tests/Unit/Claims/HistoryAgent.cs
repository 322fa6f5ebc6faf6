namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>An agent of a history.</summary>
internal sealed record HistoryAgent(string Name, IReadOnlyList<string> Queues, IReadOnlyList<string> Labels, int MaxJobs, int MaxSchedulers)
{
    public override string ToString() =>
        $"agent {Name} [{string.Join(' ', Labels)}]: serves {string.Join(' ', Queues)}, max_jobs {MaxJobs}, max_schedulers {MaxSchedulers}";
}
