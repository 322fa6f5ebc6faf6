using LaunchAgent.Executors.Abstractions;

namespace LaunchAgent.Core.Scheduling.Limits;

/// <summary>A limit on how many claims there may be at once, beyond the limit of one queue.</summary>
/// <param name="Key">Its partition in table <c>Limits</c>.</param>
/// <param name="Limit">The most claims; -1 is no limit, 0 allows none.</param>
public sealed record ConcurrencyLimit(string Key, int Limit)
{
    /// <summary>Whether it limits anything; a limit that does not is never read or written.</summary>
    public bool IsLimited => Limit != LimitSetting.Unlimited;
}
