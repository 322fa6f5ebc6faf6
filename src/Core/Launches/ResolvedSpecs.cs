using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Core.Launches;

/// <summary>What launches run, as it was resolved when they were accepted.</summary>
public sealed class ResolvedSpecs(TextBlobs texts, ILogger<ResolvedSpecs> logger)
{
    /// <summary>The spec of a launch; null when it cannot be read, and never will be: its blob is gone, or it is none.</summary>
    public async Task<ResolvedSpec?> FindAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        try
        {
            if (await texts.FindAsync(launch.Resolved, cancellationToken) is { } json)
                return ContractJson.Deserialize<ResolvedSpec>(json);
            logger.SpecUnreadable(exception: null, launch.Id.ToString());
        }
        catch (JsonException unreadable)
        {
            logger.SpecUnreadable(unreadable, launch.Id.ToString());
        }

        return null;
    }
}
