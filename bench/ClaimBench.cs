using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Executors;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Functions.Storage;
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
        _counted = [new(storage.Launches), new(storage.Caps), new(storage.Sweeps), new(storage.Directory)];
        var limit = isCapped ? 1000 : -1;
        var agent = new AgentOptions("bench", [_queue], [], new Dictionary<string, string>()) { MaxJobs = limit };
        _host = new ClaimHost(
            new LaunchTables(_counted[0], _counted[1], _counted[2], _counted[3]), agent, new StartedClaims(), limit, TimeProvider.System, Random.Shared);
    }

    /// <summary>Dispatches with so many waiting, and tells the calls and the time of each dispatch.</summary>
    public async Task<IReadOnlyList<(int Claims, int Calls, TimeSpan Time)>> MeasureAsync(int waiting, int limit, int rounds)
    {
        await _tables.CreateIfNotExistsAsync(CancellationToken.None);
        var header = new QueueHeader(_queue, new QueueConfig { Executor = ExecutorCatalog.Process, MaxConcurrency = limit }, 1, Paused: false, ETag.All);
        await CommitAsync([new(TableTransactionActionType.Add, header.ToEntity())]);
        await CommitAsync([new(TableTransactionActionType.Add, LabelSetRow.Of([]).ToEntity(header.Partition))]);
        await FillAsync(waiting);

        // The agent's watch chain is begun once and goes on by itself.
        var measured = new List<(int, int, TimeSpan)>();
        for (var round = -1; round < rounds; round++)
        {
            var (claims, calls) = (_host.Hub.Count, Calls);
            var watch = Stopwatch.StartNew();
            await _host.DispatchAsync(_queue);
            var time = watch.Elapsed;
            claims = _host.Hub.Count - claims;
            if (round >= 0)
                measured.Add((claims, Calls - calls, time));
            await EndAllAsync(header.Partition);
            await FillAsync(claims);
        }

        return measured;
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
        foreach (var cap in slots.SelectMany(slot => slot.Caps).GroupBy(hold => hold.Cap))
            await _tables.Caps.DeleteAllAsync(cap.Key, cap.Select(hold => hold.Row), CancellationToken.None);
    }

    private async Task CommitAsync(IReadOnlyList<TableTransactionAction> actions)
    {
        if (!(await _tables.Launches.CommitAsync(actions, CancellationToken.None)).IsCommitted)
            throw new InvalidOperationException("The queue of the bench is not its own.");
    }
}
