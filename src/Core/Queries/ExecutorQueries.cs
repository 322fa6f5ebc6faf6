using LaunchAgent.Contracts.Executors;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Queues;
using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Queries;

/// <summary>Reads the executors of this deployment for people, with what all queues have on them.</summary>
public sealed class ExecutorQueries(ExecutorCatalog executors, QueueCatalog queues, QueueReader rows, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>All executors, by name.</summary>
    public async Task<IReadOnlyList<ExecutorView>> ListAsync(CancellationToken cancellationToken)
    {
        var names = await queues.ListAsync(cancellationToken);
        var slots = await Task.WhenAll(names.Select(queue => rows.SlotsAsync(queue, cancellationToken)));
        var due = await Task.WhenAll(names.Select(queue => rows.DueAsync(queue, cancellationToken)));
        var future = await Task.WhenAll(names.Select(queue => rows.FutureAsync(queue, cancellationToken)));
        var views = new List<ExecutorView>();
        foreach (var name in executors.Names)
        {
            var executor = executors.Get(name);
            views.Add(new ExecutorView
            {
                Name = name,
                Type = executor.Type,
                Capacity = executor.Capacity == LimitSetting.Unlimited ? null : executor.Capacity,
                Running = slots.Sum(found => found.Count(slot => slot.Executor == name)),
                Waiting = due.Concat(future).Sum(found => found.Count(row => row.Executor == name)),
                Reachable = await ReachAsync(executor, cancellationToken),
                IsDefault = name == ExecutorCatalog.Process,
            });
        }

        return views;
    }

    private async Task<Reachability> ReachAsync(IExecutor executor, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            // Its place first: looking at no attempt need not touch it.
            _ = executor.Instance;
            await executor.ObserveAsync([], either.Token);
            return new Reachability(Ok: true, Detail: null, time.GetUtcNow());
        }
        catch (ExecutorException refused)
        {
            return new Reachability(Ok: false, refused.Message, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Reachability(Ok: false, $"No answer within {Patience.TotalSeconds} seconds.", time.GetUtcNow());
        }
    }
}
