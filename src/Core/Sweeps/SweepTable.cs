namespace LaunchAgent.Core.Sweeps;

/// <summary>The sweeps that are under way: partition <c>open</c> of table <c>Sweeps</c>, one row each.</summary>
public sealed class SweepTable(LaunchTables tables)
{
    private const string OpenPartition = "open";

    /// <summary>The ids of the sweeps under way, at most <paramref name="maximum"/>.</summary>
    public async Task<IReadOnlyList<string>> ListOpenAsync(int maximum, CancellationToken cancellationToken) =>
        [.. (await tables.Sweeps.QueryAsync(OpenPartition, " ", "~", maximum, cancellationToken)).Select(row => row.RowKey)];
}
