namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>A test that takes many minutes: it runs when LAUNCH_FULL_KILL_TABLE is 1, and is counted as skipped when not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullTableFactAttribute : FactAttribute
{
    private const string Flag = "LAUNCH_FULL_KILL_TABLE";

    public FullTableFactAttribute()
    {
        if (Environment.GetEnvironmentVariable(Flag) != "1")
            Skip = $"Takes many minutes; {Flag}=1 runs it.";
    }
}
