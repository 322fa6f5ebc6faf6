namespace LaunchAgent.Functions.Http;

/// <summary>Looks again and again until there is something to answer, or the time is over: often at first, then less.</summary>
public sealed class LongPoll(TimeProvider time)
{
    private const double Growth = 1.5;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <summary>Looks at least once, and for the last time when the time is over.</summary>
    /// <param name="wait">How long.</param>
    /// <param name="look">Looks; says whether that is the answer.</param>
    /// <param name="cancellationToken">Ends the wait: the caller has gone, or the host stops.</param>
    public async Task<T> RunAsync<T>(TimeSpan wait, Func<Task<(T ApiResults, bool IsEnough)>> look, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + wait;
        for (var delay = First; ; delay = Shorter(delay * Growth, Longest))
        {
            var (answer, isEnough) = await look();
            var left = until - time.GetUtcNow();
            if (isEnough || left <= TimeSpan.Zero)
                return answer;
            await Task.Delay(Shorter(delay, left), time, cancellationToken);
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
