using System.Diagnostics;

namespace LaunchAgent.Tests.Integration.Support;

/// <summary>Waits for a condition with a deadline instead of sleeping for a guess.</summary>
internal static class Eventually
{
    /// <param name="condition">Asked again and again.</param>
    /// <param name="what">Named when it does not come about.</param>
    /// <param name="within">The deadline; 30 s if nothing is said.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what = "what was waited for", TimeSpan? within = null)
    {
        var limit = within ?? TimeSpan.FromSeconds(30);
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < limit, $"Not within {limit}: {what}");
            await Task.Delay(10);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what = "what was waited for", TimeSpan? within = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, within);
}
