using System.Text.Json;
using Azure;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Launches;

/// <summary>What launches run, as it was resolved when they were accepted.</summary>
public sealed class ResolvedSpecs(TextBlobs texts, ILogger<ResolvedSpecs> logger)
{
    /// <summary>The spec of a launch; null when it cannot be read, and never will be: its blob is gone, or it is none.</summary>
    public async Task<ResolvedSpec?> FindAsync(LaunchRow launch, CancellationToken cancellationToken)
    {
        try
        {
            return ContractJson.Deserialize<ResolvedSpec>(await texts.LoadAsync(launch.Resolved, cancellationToken));
        }
        catch (Exception unreadable) when (unreadable is JsonException || IsGone(unreadable))
        {
            Log.SpecUnreadable(logger, unreadable, launch.Id.ToString());
            return null;
        }
    }

    // A missing container is an outage and no answer about the blob.
    private static bool IsGone(Exception fault) => fault is RequestFailedException { Status: 404 } missing && missing.ErrorCode != "ContainerNotFound";
}
