namespace LaunchAgent.Core.Retention;

/// <summary>What each process does once a day, at its start for the first time. What failed is not done, and due at the next run.</summary>
public sealed class OnceADay(TimeProvider time)
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Whether it is to be done now.</summary>
    public bool IsDue => _next <= time.GetUtcNow();

    /// <summary>It was done.</summary>
    public void Done() => _next = time.GetUtcNow() + TimeSpan.FromDays(1);
}
