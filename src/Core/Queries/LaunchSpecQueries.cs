using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Secrets;
using LaunchAgent.Specs.Templates;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queries;

/// <summary>Shows what a launch was asked to do. Secrets are blanked here: the row holds what runs.</summary>
public sealed class LaunchSpecQueries(LaunchQueries launches, TextBlobs texts)
{
    /// <summary>The spec of a launch; null when there is no such launch.</summary>
    public async Task<LaunchSpecView?> FindAsync(LaunchId id, CancellationToken cancellationToken)
    {
        if (await launches.FindRowAsync(id, cancellationToken) is not { } launch)
            return null;
        if (await texts.FindAsync(launch.Submitted, cancellationToken) is not { } submitted)
            return null;

        var resolved = SecretBlanker.Blank(await texts.FindAsync(launch.Resolved, cancellationToken) ?? "");
        return new LaunchSpecView(SafeJson.Parse(SecretBlanker.Blank(submitted)), resolved.Length == 0 ? null : AttemptMacro.Fill(ContractJson.Deserialize<ResolvedSpec>(resolved)!, AttemptMacro.Written));
    }
}
