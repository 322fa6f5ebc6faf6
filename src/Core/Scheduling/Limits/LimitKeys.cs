using System.Globalization;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>The keys of table <c>Limits</c>: a partition per limit, in which the header sorts before the claims, so that one query reads it first.</summary>
public static class LimitKeys
{
    /// <summary>The limit's header.</summary>
    public const string Header = "h";

    /// <summary>First letter of the rows of claims.</summary>
    public const string Claims = "s";

    private const string Executors = "ex-";

    /// <summary>The launches that an agent holds, sweep schedulers aside.</summary>
    public static string AgentJobs(string agent) => "aj-" + Hash.Short(agent, Hash.PartitionLength);

    /// <summary>The sweep schedulers that an agent holds.</summary>
    public static string AgentSchedulers(string agent) => "as-" + Hash.Short(agent, Hash.PartitionLength);

    /// <summary>What all agents together hold of an executor.</summary>
    public static string Executor(string name) => Executors + Hash.Short(name, Hash.PartitionLength);

    /// <summary>Whether a limit is one that agents share.</summary>
    public static bool IsExecutor(string limit) => limit.StartsWith(Executors, StringComparison.Ordinal);

    /// <summary>The row of one claim: by the operation that made it, and its place in that operation.</summary>
    public static string Claim(string operation, int index) => Claims + operation + index.ToString("D2", CultureInfo.InvariantCulture);
}
