namespace LaunchAgent.Core.Queues;

/// <summary>
/// Lengths of waits, told apart as far as it matters: each bucket is a fifth longer than the one before. The first holds what is shorter than a
/// tenth of a second, the last what is longer than ten days.
/// </summary>
public static class WaitBucket
{
    /// <summary>The number of buckets.</summary>
    public const int Count = 90;

    /// <summary>By how much a bucket's value may differ from any wait in it, as a share of the wait, up to ten days.</summary>
    public const double LargestError = 0.1;

    /// <summary>The same for waits in the first bucket, in seconds.</summary>
    public const double Shortest = 0.1;

    private const double Step = 1.2;

    /// <summary>The bucket of a wait; clocks may make it negative.</summary>
    public static int Of(TimeSpan wait) => wait.TotalSeconds < Shortest
        ? 0
        : Math.Min(Count - 1, 1 + (int)Math.Floor(Math.Log(wait.TotalSeconds / Shortest, Step)));

    /// <summary>The seconds that stand for a bucket.</summary>
    public static double Seconds(int bucket) => bucket == 0 ? 0 : Math.Round(Shortest * Math.Pow(Step, bucket - 0.5), 2);
}
