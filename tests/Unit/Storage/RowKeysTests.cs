using LaunchAgent.Core;
using LaunchAgent.Storage;

namespace LaunchAgent.Tests.Unit.Storage;

public sealed class RowKeysTests
{
    private static readonly DateTimeOffset Noon = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LaunchId Id = LaunchId.Create("gpu", Noon, "a");

    [Fact]
    public void Due_Always_SortsByPriorityThenDueTimeThenId()
    {
        var set = new string('0', Hash.KeyLength);
        LaunchId[] ids = [.. new[] { "a", "b" }.Select(seed => LaunchId.Create("gpu", Noon, seed)).OrderBy(id => id.Rest, StringComparer.Ordinal)];
        string[] expected =
        [
            RowKeys.Due(set, 0, Noon.AddTicks(1), ids[1]),
            RowKeys.Due(set, 2, Noon, ids[0]),
            RowKeys.Due(set, 2, Noon, ids[1]),
            RowKeys.Due(set, 2, Noon.AddTicks(1), ids[0]),
            RowKeys.Due(set, 3, Noon, ids[0]),
        ];

        Assert.Equal(expected, expected.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void FutureUpTo_Now_CoversWhatIsDueNowAndNothingLater()
    {
        var end = RowKeys.FutureUpTo(Noon);

        Assert.True(string.CompareOrdinal(RowKeys.Future(Noon, Id), end) < 0);
        Assert.True(string.CompareOrdinal(RowKeys.Future(Noon.AddTicks(1), Id), end) > 0);
    }

    [Fact]
    public void EndOf_Prefix_CoversAllThatBeginsWithItAndNothingElse()
    {
        var end = RowRange.EndOf(RowKeys.Slots);

        Assert.True(string.CompareOrdinal(RowKeys.Slot(Id, 999_999), end) < 0);
        Assert.True(string.CompareOrdinal("t", end) >= 0);
    }

    [Fact]
    public void LabelSetsOutboxAndSlots_Always_StandTogether()
    {
        // One query reads label sets and slots; a kind of row between them would be read along with every claim.
        string[] kinds =
        [
            RowKeys.Attempts, RowKeys.DueRows, RowKeys.Events, RowKeys.FutureRows, RowKeys.Header, RowKeys.Launches, RowKeys.Keys,
            RowKeys.LabelSets, RowKeys.OutboxRows, RowKeys.Slots,
        ];

        Assert.Equal(
            [RowKeys.LabelSets, RowKeys.OutboxRows, RowKeys.Slots],
            kinds.Where(kind => string.CompareOrdinal(kind, RowKeys.LabelSets) >= 0 && string.CompareOrdinal(kind, RowRange.EndOf(RowKeys.Slots)) < 0));
    }
}
