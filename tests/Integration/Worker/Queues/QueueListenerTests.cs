using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsEmulator.Queues;

namespace LaunchAgent.Tests.Integration.Worker.Queues;

public sealed class QueueListenerTests
{
    // Seen in azure-sdk-for-net, WebJobs storage extension, QueueListener: a new batch is fetched when no more than newBatchThreshold
    // messages are in work, so that at most batchSize + newBatchThreshold are.
    [Fact]
    public async Task BatchSizeAndNewBatchThresholdLimitWhatIsInWork()
    {
        var queue = await QueueAsync();
        using var gate = new SemaphoreSlim(0);
        int running = 0, most = 0, done = 0;
        for (var i = 0; i < 7; i++)
            await queue.SendMessageAsync($"{i}");
        await using var host = await TestHost.StartAsync(QueueFunction.Builder(
            queue,
            async (_, cancellationToken) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await gate.WaitAsync(cancellationToken);
                Interlocked.Decrement(ref running);
                Interlocked.Increment(ref done);
            },
            ("batchSize", "2"),
            ("newBatchThreshold", "1")));

        await Eventually.TrueAsync(() => Volatile.Read(ref running) == 2, "the first batch runs");
        await HoldsAsync(() => Assert.Equal(2, Volatile.Read(ref running)), TimeSpan.FromSeconds(0.5));
        gate.Release();
        await Eventually.TrueAsync(() => Volatile.Read(ref running) == 3, "the second batch runs beside the rest of the first");
        await HoldsAsync(() => Assert.Equal(3, Volatile.Read(ref running)), TimeSpan.FromSeconds(0.5));
        gate.Release(100);
        await Eventually.TrueAsync(() => Volatile.Read(ref done) == 7, "all run");

        Assert.Equal(3, most);
    }

    // Seen in azure-sdk-for-net, WebJobs storage extension, QueueProcessor.ReleaseMessageAsync: visibilityTimeout is for failed messages.
    [Fact]
    public async Task FailedMessageIsVisibleAgainAfterVisibilityTimeout()
    {
        var queue = await QueueAsync();
        var times = new ConcurrentQueue<long>();
        await using var host = await TestHost.StartAsync(QueueFunction.Builder(
            queue,
            (message, _) =>
            {
                times.Enqueue(Stopwatch.GetTimestamp());
                return message.DequeueCount == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
            },
            ("visibilityTimeout", "00:00:02")));

        await queue.SendMessageAsync("m");

        await Eventually.TrueAsync(() => times.Count == 2, "it runs again");
        Assert.InRange(Stopwatch.GetElapsedTime(times.First(), times.Last()), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, "it is deleted");
    }

    // Seen in azure-sdk-for-net, WebJobs storage extension, QueueListener: the lock is renewed at half of its ten minutes.
    [Fact]
    public async Task ProcessingLockIsRenewedWhileTheFunctionRuns()
    {
        var queue = await QueueAsync();
        var runs = 0;
        using var gate = new SemaphoreSlim(0);
        var builder = QueueFunction.Builder(
            queue,
            async (_, cancellationToken) =>
            {
                Interlocked.Increment(ref runs);
                await gate.WaitAsync(cancellationToken);
            });
        builder.Configuration["EMULATOR_QUEUE_LOCK"] = "00:00:03";
        await using var host = await TestHost.StartAsync(builder);
        await queue.SendMessageAsync("m");
        await Eventually.TrueAsync(() => Volatile.Read(ref runs) == 1, "it runs");

        // Two locks' time and more, in which another reader finds nothing. Half a lock is what a busy machine may be late by.
        await HoldsAsync(() => Assert.Empty(queue.PeekMessages().Value), TimeSpan.FromSeconds(7));
        gate.Release();

        await Eventually.TrueAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, "it is deleted with the renewed receipt");
        Assert.Equal(1, runs);
    }

    // Seen in azure-sdk-for-net, WebJobs storage extension, RandomizedExponentialBackoffStrategy.
    [Fact]
    public void IdlePollingBacksOffToMaxPollingInterval()
    {
        var delays = new PollingDelay(TimeSpan.FromSeconds(1));

        double[] idle = [.. Enumerable.Range(0, 6).Select(_ => delays.Next(foundMessages: false, random: 0.5).TotalMilliseconds)];

        Assert.Equal([100, 200, 400, 800, 1000, 1000], idle);
        Assert.Equal(100, delays.Next(foundMessages: true, random: 0.9).TotalMilliseconds);
        Assert.Equal(180, delays.Next(foundMessages: false, random: 0).TotalMilliseconds);
    }

    [Fact]
    public async Task MissingQueueIsWaitedFor()
    {
        var queue = TestHost.NewQueue();
        var runs = 0;
        await using var host = await TestHost.StartAsync(QueueFunction.Builder(queue, (_, _) => Task.FromResult(Interlocked.Increment(ref runs))));

        await queue.CreateAsync();
        await queue.SendMessageAsync("m");
        await Eventually.TrueAsync(() => Volatile.Read(ref runs) == 1, "it runs");
        await queue.DeleteAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await queue.CreateAsync();
                    return true;
                }
                catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueBeingDeleted)
                {
                    return false;
                }
            },
            "it is made again");
        await queue.SendMessageAsync("m");

        await Eventually.TrueAsync(() => Volatile.Read(ref runs) == 2, "it runs again");
    }

    [Fact]
    public async Task DeliverTwiceRunsEveryMessageTwice()
    {
        var queue = await QueueAsync();
        var counts = new ConcurrentQueue<long>();
        var builder = QueueFunction.Builder(
            queue,
            (message, _) =>
            {
                counts.Enqueue(message.DequeueCount);
                return Task.CompletedTask;
            });
        builder.Configuration["EMULATOR_DELIVER_TWICE"] = $"other, {queue.Name}";
        await using var host = await TestHost.StartAsync(builder);

        await queue.SendMessageAsync("m");

        await Eventually.TrueAsync(() => counts.Count == 2, "it runs twice");
        await Eventually.TrueAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, "it is deleted then");
        Assert.Equal([1, 2], counts);
    }

    // Seen in azure-sdk-for-net, WebJobs storage extension, QueueListener.StopAsync: the function's token is cancelled, the run is waited for.
    [Fact]
    public async Task StopCancelsRunningFunctionsAndWaitsForThem()
    {
        var queue = await QueueAsync();
        var started = new TaskCompletionSource();
        var ended = false;
        await using var host = await TestHost.StartAsync(QueueFunction.Builder(
            queue,
            async (_, cancellationToken) =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ended = true;
            }));
        await queue.SendMessageAsync("m");
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20));

        await host.StopAsync();

        Assert.True(ended);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    // The service's limit; seen with Azurite 3.35 and in the REST reference of Put Message.
    [Fact]
    public async Task MessagesOver64KiBAreRefusedByTheService()
    {
        var queue = await QueueAsync();

        await queue.SendMessageAsync(new string('x', 64 * 1024));
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync(new string('x', (64 * 1024) + 1)));

        Assert.InRange(refused.Status, 400, 413);
    }

    private static async Task<QueueClient> QueueAsync()
    {
        var queue = TestHost.NewQueue();
        await queue.CreateAsync();
        return queue;
    }

    // That something does not happen can only be seen by looking for a while.
    private static Task HoldsAsync(Action assert, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        return Eventually.TrueAsync(
            () =>
            {
                assert();
                return Stopwatch.GetElapsedTime(started) > time;
            },
            "time passes");
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
