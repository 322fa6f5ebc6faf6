using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Bench;

/// <summary>A dispatcher alone over one queue, in which as many launches wait at each dispatch as at the first.</summary>
internal sealed class ClaimBench : IDisposable
{
    private const int LaunchesOfATransaction = 50;

    private readonly string _queue = $"bench-{Guid.NewGuid():n}";
    private readonly CountingTable[] _counted;
    private readonly LaunchTables _tables;
    private readonly ClaimHost _host;
    private int _submitted;

    /// <summary>A bench over some storage.</summary>
    /// <param name="storage">The tables.</param>
    /// <param name="isCapped">Whether jobs of the agent and capacity of the executor are limited, to more than is claimed.</param>
    public ClaimBench(LaunchTables storage, bool isCapped)
    {
        _tables = storage;
        _counted = [new(storage.Launches), new(storage.Limits), new(storage.Sweeps), new(storage.Directory)];
        var limit = isCapped ? 1000 : -1;
        var agent = new AgentOptions("bench", [_queue], [], new Dictionary<string, string>()) { MaxJobs = limit };
        _host = new ClaimHost(
            new LaunchTables(_counted[0], _counted[1], _counted[2], _counted[3]), agent, new StartedClaims(), limit, TimeProvider.System, Random.Shared);
    }

    /// <summary>Has so many wait in a queue of this limit, and everything done once.</summary>
    public async Task PrepareAsync(int waiting, int limit)
    {
        await _tables.CreateIfNotExistsAsync(CancellationToken.None);
        var header = new QueueHeader(_queue, new QueueConfig { Executor = ExecutorCatalog.Process, MaxConcurrency = limit }, 1, Paused: false, ETag.All);
        await CommitAsync([new(TableTransactionActionType.Add, header.ToEntity())]);
        await CommitAsync([new(TableTransactionActionType.Add, LabelSetRow.Of([]).ToEntity(header.Partition))]);
        await FillAsync(waiting);
        // Begins the agent's monitor loop, among others.
        await DispatchAsync();
    }

    /// <summary>Dispatches once, and tells the claims, the calls and the time. Afterwards as many wait as before.</summary>
    public async Task<(int Claims, int Calls, TimeSpan Time)> DispatchAsync()
    {
        var (claims, calls) = (_host.Hub.Count, Calls);
        var watch = Stopwatch.StartNew();
        await _host.DispatchAsync(_queue);
        var time = watch.Elapsed;
        (claims, calls) = (_host.Hub.Count - claims, Calls - calls);
        await EndAllAsync(LaunchId.PartitionOf(_queue));
        await FillAsync(claims);
        return (claims, calls, time);
    }

    public void Dispose() => _host.Dispose();

    private int Calls => _counted.Sum(table => table.Calls);

    // What a claim reads and writes of a launch, and no more.
    private async Task FillAsync(int count)
    {
        foreach (var numbers in Enumerable.Range(_submitted, count).Chunk(LaunchesOfATransaction))
        {
            await CommitAsync([.. numbers.SelectMany(number =>
            {
                var at = DateTimeOffset.UnixEpoch.AddMilliseconds(number);
                var due = new DueRow(LaunchId.Create(_queue, at, $"{number}"), LabelSetRow.Of([]), Priority.Medium, at, ExecutorCatalog.Process, Claims: 0, Attempt: 1);
                return new TableTransactionAction[]
                {
                    new(TableTransactionActionType.Add, new TableEntity(due.Id.Partition, RowKeys.Launch(due.Id)) { ["state"] = "pending", ["index_key"] = due.Key }),
                    new(TableTransactionActionType.Add, due.ToEntity(due.Key)),
                };
            })]);
        }

        _submitted += count;
    }

    private async Task EndAllAsync(string partition)
    {
        var slots = (await _tables.Launches.QueryPrefixAsync(partition, RowKeys.Slots, maximumRows: null, CancellationToken.None)).Select(SlotRow.From).ToArray();
        await _tables.Launches.DeleteAllAsync(partition, slots.Select(slot => RowKeys.Slot(slot.Id, slot.Claim)), CancellationToken.None);
        foreach (var cap in slots.SelectMany(slot => slot.Limits).GroupBy(hold => hold.ConcurrencyLimit))
            await _tables.Limits.DeleteAllAsync(cap.Key, cap.Select(hold => hold.Row), CancellationToken.None);
    }

    private async Task CommitAsync(IReadOnlyList<TableTransactionAction> actions)
    {
        if (!(await _tables.Launches.CommitAsync(actions, CancellationToken.None)).IsCommitted)
            throw new InvalidOperationException("The queue of the bench is not its own.");
    }
}
