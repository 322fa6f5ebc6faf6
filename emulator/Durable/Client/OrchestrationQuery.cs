namespace Microsoft.DurableTask.Client;

/// <summary>Which instances are listed. The emulator lists none, so the type has no members.</summary>
public record OrchestrationQuery
{
    // The real constructor takes eight filters; ours is hidden so that nothing compiles here that would not compile there.
    internal OrchestrationQuery()
    {
    }
}
