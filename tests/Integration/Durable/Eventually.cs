namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>Waits for what another thread brings about, with a deadline.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition) => await TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var deadline = Environment.TickCount64 + 30_000;
        while (!await condition())
        {
            Assert.True(Environment.TickCount64 < deadline, "What was waited for did not come about within 30 s.");
            await Task.Delay(10);
        }
    }
}
