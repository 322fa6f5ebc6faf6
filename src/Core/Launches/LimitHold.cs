using Azure.Data.Tables;

namespace LaunchAgent.Core.Launches;

/// <summary>A row that a claim holds in a limit, and gives back when it ends. Its key is never used twice, so giving it back twice does no harm.</summary>
/// <param name="ConcurrencyLimit">The limit's partition.</param>
/// <param name="Row">The row's key.</param>
public readonly record struct LimitHold(string ConcurrencyLimit, string Row)
{
    private const char BetweenHolds = ' ';
    private const char BetweenKeys = '/';

    /// <summary>The property of a slot, a launch and an outbox row that lists the holds of a claim.</summary>
    public const string Property = "limits";

    /// <summary>The value of <see cref="Property"/>; a claim that holds nothing overwrites what an earlier one held.</summary>
    public static string Format(IEnumerable<LimitHold> holds) => string.Join(BetweenHolds, holds.Select(hold => $"{hold.ConcurrencyLimit}{BetweenKeys}{hold.Row}"));

    /// <summary>Reads the holds that a row lists.</summary>
    public static IReadOnlyList<LimitHold> From(TableEntity row) =>
    [
        .. (row.GetString(Property) ?? "")
            .Split(BetweenHolds, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Split(BetweenKeys))
            .Select(keys => new LimitHold(keys[0], keys[1])),
    ];
}
