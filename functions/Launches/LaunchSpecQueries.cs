using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;

namespace LaunchAgent.Functions.Launches;

/// <summary>Shows what a launch was asked to do. Secrets are blanked here: the row holds what runs.</summary>
public sealed class LaunchSpecQueries(LaunchTables tables, TextBlobs texts)
{
    /// <summary>The spec of a launch; null when there is no such launch.</summary>
    public async Task<LaunchSpecView?> FindAsync(LaunchId id, CancellationToken cancellationToken)
    {
        if (await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is not { } row)
            return null;

        var launch = LaunchRow.From(row);
        if (await texts.FindAsync(launch.Submitted, cancellationToken) is not { } submitted)
            return null;

        var resolved = SecretBlanker.Blank(await texts.FindAsync(launch.Resolved, cancellationToken) ?? "");
        return new LaunchSpecView(ShownJson.Parse(SecretBlanker.Blank(submitted)), resolved.Length == 0 ? null : ContractJson.Deserialize<ResolvedSpec>(resolved));
    }
}
