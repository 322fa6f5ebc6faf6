using Azure.Data.Tables;

namespace LaunchAgent.Core.Launches;

/// <summary>A row that a claim holds in a cap, and gives back when it ends. Its key is never used twice, so giving it back twice does no harm.</summary>
/// <param name="Cap">The cap's partition.</param>
/// <param name="Row">The row's key.</param>
public readonly record struct CapHold(string Cap, string Row)
{
    private const char BetweenHolds = ' ';
    private const char BetweenKeys = '/';

    /// <summary>The property of a slot, a launch and an outbox row that lists the holds of a claim.</summary>
    public const string Property = "caps";

    /// <summary>The value of <see cref="Property"/>; a claim that holds nothing overwrites what an earlier one held.</summary>
    public static string Format(IEnumerable<CapHold> holds) => string.Join(BetweenHolds, holds.Select(hold => $"{hold.Cap}{BetweenKeys}{hold.Row}"));

    /// <summary>Reads the holds that a row lists.</summary>
    public static IReadOnlyList<CapHold> From(TableEntity row) =>
    [
        .. (row.GetString(Property) ?? "")
            .Split(BetweenHolds, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Split(BetweenKeys))
            .Select(keys => new CapHold(keys[0], keys[1])),
    ];
}
