using System.Diagnostics;

namespace LaunchAgent.Tests.Support;

/// <summary>Waits for a condition with a deadline instead of sleeping for a guess.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <param name="condition">Asked again and again.</param>
    /// <param name="what">Named when it does not come about.</param>
    /// <param name="within">The deadline; 30 s if nothing is said.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what = "what was waited for", TimeSpan? within = null) =>
        await ValueAsync(async () => await condition() ? "" : null, what, within);

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task TrueAsync(Func<bool> condition, string what = "what was waited for", TimeSpan? within = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, within);

    /// <summary>Waits until there is something to return.</summary>
    /// <param name="probe">Asked again and again.</param>
    /// <param name="what">Named when it does not come about.</param>
    /// <param name="within">The deadline; 30 s if nothing is said.</param>
    /// <param name="pause">From an answer to the next question; 10 ms if nothing is said.</param>
    public static async Task<T> ValueAsync<T>(
        Func<Task<T?>> probe, string what = "what was waited for", TimeSpan? within = null, TimeSpan? pause = null)
        where T : class
    {
        var limit = within ?? Patience;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await probe() is { } value)
                return value;
            if (Stopwatch.GetElapsedTime(started) >= limit)
                throw new TimeoutException($"Not within {limit.TotalSeconds} s: {what}.");
            await Task.Delay(pause ?? Pause);
        }
    }
}
