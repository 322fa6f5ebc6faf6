using System.Globalization;
using System.Text;

namespace LaunchAgent.Bench;

/// <summary>Calls counted by owner, scope and kind, as a table of a page.</summary>
internal static class CallTable
{
    /// <summary>Totals for each owner, in one line.</summary>
    public static string Totals(IReadOnlyList<Call> calls, double per) => string.Join(", ", calls
        .CountBy(call => call.Owner)
        .OrderBy(owner => Order(owner.Key))
        .Select(owner => $"{owner.Key} {Number(owner.Value / per)}"));

    public static string Rows(IReadOnlyList<Call> calls, double per)
    {
        var table = new StringBuilder("| Whose | On behalf of | Call | Number |\n|---|---|---|---|\n");
        foreach (var group in calls.GroupBy(call => call).OrderBy(group => Order(group.Key.Owner))
            .ThenBy(group => group.Key.Scope, StringComparer.Ordinal).ThenByDescending(group => group.Count()))
        {
            table.Append($"| {group.Key.Owner} | {group.Key.Scope} | `{group.Key.Kind}` | {Number(group.Count() / per)} |\n");
        }

        return table.ToString();
    }

    private static int Order(string owner) => Array.IndexOf(["own", "durable", "listeners", "timers"], owner);

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
