using System.Globalization;
using System.Text;
using LaunchAgent.Tests.Support;

namespace LaunchAgent.Bench;

/// <summary>Calls counted by maker and kind, as a table of a page.</summary>
internal static class CallTable
{
    /// <summary>Totals for each maker, in one line.</summary>
    public static string Totals(IReadOnlyList<StorageCall> calls, double per) =>
        $"{Number(calls.Count / per)}: {string.Join(", ", calls.CountBy(call => call.Maker).OrderBy(maker => maker.Key).Select(maker => $"{Name(maker.Key)} {Number(maker.Value / per)}"))}";

    public static string Rows(IReadOnlyList<StorageCall> calls, double per)
    {
        var table = new StringBuilder("| Maker | Call | Number |\n|---|---|---|\n");
        foreach (var group in calls.GroupBy(call => (call.Maker, call.Kind)).OrderBy(group => group.Key.Maker).ThenByDescending(group => group.Count()))
            table.Append($"| {Name(group.Key.Maker)} | `{group.Key.Kind}` | {Number(group.Count() / per)} |\n");
        return table.ToString();
    }

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Name(Maker maker) => maker.ToString().ToLowerInvariant();
}
