using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Submission;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>Queues that all have enough to do share their agent's places evenly, whatever is asked for and whichever claims end.</summary>
public sealed class RotationProperties
{
    private const int Stock = 31;

    [Fact]
    public void FullQueues_AnyOrderOfEndsAndDispatches_GetAsMuchAsEachOther()
    {
        var story = from queues in Gen.Choose(2, 4)
                    from maxJobs in Gen.Choose(1, 5)
                    from first in Gen.Choose(0, queues - 1)
                    from steps in Gen.ListOf(Gen.Choose(0, 999), 30)
                    select new Story(queues, maxJobs, first, [.. steps]);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(story.ToArbitrary(), told => PlayAsync(told).GetAwaiter().GetResult()));
    }

    private static async Task PlayAsync(Story story)
    {
        var tables = new LaunchTables(new MemoryTable(), new MemoryTable(), new MemoryTable(), new MemoryTable());
        string[] queues = [.. new[] { "a", "b", "c", "d" }.Take(story.Queues)];
        var agent = new AgentOptions("one", queues, [], new Dictionary<string, string>()) { MaxJobs = story.MaxJobs };
        using var host = new ClaimHost(tables, agent, new StartedClaims(), capacity: -1, new SetClock(TestApp.Noon), new Random(0));
        // Another process of the same agent: the turn is in storage.
        using var other = new ClaimHost(tables, agent, host.Hub, capacity: -1, new SetClock(TestApp.Noon), new Random(1));
        foreach (var queue in queues)
            await FillAsync(host, queue);

        await host.DispatchAsync(queues[story.First]);
        var (slots, _) = Read(tables);
        foreach (var step in story.Steps)
        {
            var process = step % 2 == 0 ? host : other;
            if (step % 3 == 0)
                await process.DispatchAsync(queues[step % queues.Length]);
            else
                await EndAsync(process, slots[step % story.MaxJobs]);

            (slots, var waiting) = Read(tables);
            Assert.Equal(story.MaxJobs, slots.Count);
            int[] started = [.. queues.Select(queue => Stock - waiting[LaunchId.PartitionOf(queue)])];
            var uneven = started.Max() - started.Min();
            Assert.True(uneven <= (story.MaxJobs == 1 ? 1 : 2), $"{story}: started {string.Join(' ', started)}");
        }
    }

    private static async Task FillAsync(ClaimHost host, string queue)
    {
        var header = new QueueHeader(queue, new QueueConfig { Executor = ExecutorCatalog.Process }, 1, Paused: false, Azure.ETag.All);
        await host.Get<LaunchTables>().Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.Add, header.ToEntity())], CancellationToken.None);
        for (var i = 0; i < Stock; i++)
        {
            var launch = new LaunchRow
            {
                Id = LaunchId.Create(queue, TestApp.Noon, $"{i}"),
                Queue = queue,
                CreatedAt = TestApp.Noon,
                DueAt = TestApp.Noon,
                Submitted = "{}",
                Executor = ExecutorCatalog.Process,
            };
            await host.Get<LaunchInsert>().InsertAsync(launch, new LaunchSpec(), "test", CancellationToken.None);
        }
    }

    private static async Task EndAsync(ClaimHost host, SlotRow slot)
    {
        var launch = LaunchRow.From((await host.Get<LaunchTables>().Launches.FindAsync(slot.Id.Partition, RowKeys.Launch(slot.Id), CancellationToken.None))!);
        Assert.True(await host.Get<LaunchTransitions>().TryCompleteAsync(
            launch, ClaimedLaunch.Of(slot), new AttemptObservation(AttemptPhase.Exited, ExitCode: 0), new LaunchOutcome(LaunchState.Finished, Error: null), StoredResult.None, CancellationToken.None));
        await host.Get<Outbox>().WorkOffAsync(slot.Id, slot.Claim, launch.Queue, launch.Limits, CancellationToken.None);
    }

    private static (List<SlotRow> Slots, Dictionary<string, int> Waiting) Read(LaunchTables tables)
    {
        var rows = ((MemoryTable)tables.Launches).All;
        return (
            [.. rows.Where(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)).Select(SlotRow.From)],
            rows.Where(row => row.RowKey.StartsWith(RowKeys.DueRows, StringComparison.Ordinal)).CountBy(row => row.PartitionKey).ToDictionary());
    }

    private sealed record Story(int Queues, int MaxJobs, int First, IReadOnlyList<int> Steps)
    {
        public override string ToString() => $"{Queues} queues, max_jobs {MaxJobs}, asked for {First}, steps {string.Join(' ', Steps)}";
    }
}
