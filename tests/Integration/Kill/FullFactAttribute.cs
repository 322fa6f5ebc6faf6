namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>A test that takes long: it runs when LAUNCH_FULL is 1, and is counted as skipped when not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullFactAttribute : FactAttribute
{
    private const string Flag = "LAUNCH_FULL";

    public FullFactAttribute()
    {
        if (Environment.GetEnvironmentVariable(Flag) != "1")
            Skip = $"Takes long; {Flag}=1 runs it.";
    }
}
