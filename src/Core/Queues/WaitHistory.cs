using System.Globalization;

namespace LaunchAgent.Core.Queues;

/// <summary>
/// How long the launches waited that were claimed in the last hour: how many of each length, by periods of five minutes. It stands in the queue's header,
/// which every claim writes under the ETag it read, so that it is exact whoever claims, and costs no call.
/// </summary>
public sealed class WaitHistory
{
    /// <summary>Nothing was claimed.</summary>
    public static readonly WaitHistory Empty = new([]);

    // The period under way, and those before it that reach back an hour.
    private const int PeriodsBefore = 12;

    // Clocks of hosts differ.
    private const int PeriodsAhead = 1;

    private const char BetweenPeriods = ';';
    private const char AfterPeriod = ':';
    private const char BetweenCounts = ',';
    private const char BeforeCount = '*';

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    private readonly SortedDictionary<(long Period, int Bucket), int> _counts;

    private WaitHistory(SortedDictionary<(long Period, int Bucket), int> counts) => _counts = counts;

    /// <summary>The history after some more claims; what is too old is forgotten.</summary>
    /// <param name="waits">How long each launch waited.</param>
    /// <param name="now">When they were claimed.</param>
    public WaitHistory With(IEnumerable<TimeSpan> waits, DateTimeOffset now)
    {
        var counts = new SortedDictionary<(long Period, int Bucket), int>();
        foreach (var (key, count) in Recent(now))
            counts[key] = count;
        foreach (var wait in waits)
        {
            var key = (PeriodOf(now), WaitBucket.Of(wait));
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return new WaitHistory(counts);
    }

    /// <summary>
    /// The wait that a share of the launches claimed in the last hour did not exceed, by nearest rank, in seconds; as exact as a
    /// <see cref="WaitBucket"/>. Null when none was claimed. Up to five minutes more than the hour count.
    /// </summary>
    /// <param name="share">The share, over 0 and up to 1.</param>
    /// <param name="now">The time.</param>
    public double? Percentile(double share, DateTimeOffset now)
    {
        var recent = Recent(now).OrderBy(count => count.Key.Bucket).ToList();
        var left = (long)Math.Ceiling(share * recent.Sum(count => (long)count.Value));
        foreach (var (key, count) in recent)
        {
            left -= count;
            if (left <= 0)
                return WaitBucket.Seconds(key.Bucket);
        }

        return null;
    }

    /// <summary>The text of a row's property.</summary>
    public string Format() => string.Join(BetweenPeriods, _counts
        .GroupBy(count => count.Key.Period)
        .Select(period => FormattableString.Invariant($"{period.Key}{AfterPeriod}")
            + string.Join(BetweenCounts, period.Select(count => FormattableString.Invariant($"{count.Key.Bucket}{BeforeCount}{count.Value}")))));

    /// <summary>Reads such a text. What cannot be read is left out: no claim may fail for it.</summary>
    public static WaitHistory Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return Empty;

        var counts = new SortedDictionary<(long Period, int Bucket), int>();
        foreach (var part in text.Split(BetweenPeriods))
        {
            if (part.Split(AfterPeriod) is not [var number, var entries] || !TryRead(number, out var period))
                continue;
            foreach (var entry in entries.Split(BetweenCounts))
            {
                if (entry.Split(BeforeCount) is [var left, var right] && TryRead(left, out var bucket) && bucket < WaitBucket.Count && TryRead(right, out var count))
                    counts[(period, bucket)] = count;
            }
        }

        return new WaitHistory(counts);
    }

    private IEnumerable<KeyValuePair<(long Period, int Bucket), int>> Recent(DateTimeOffset now) =>
        _counts.Where(count => count.Key.Period >= PeriodOf(now) - PeriodsBefore && count.Key.Period <= PeriodOf(now) + PeriodsAhead);

    private static long PeriodOf(DateTimeOffset time) => time.UtcTicks / Period.Ticks;

    private static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
