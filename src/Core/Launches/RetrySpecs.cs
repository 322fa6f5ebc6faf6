using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>What launches are submitted with once more.</summary>
public sealed class RetrySpecs(TextBlobs texts)
{
    /// <summary>Stands against a launch whose secrets were blanked.</summary>
    public static readonly Problem Blanked = new(
        "",
        "secret_blanked",
        "Secrets were blanked in what is kept of this spec, so it cannot run as it was meant. Submit it again, with references in secret_env instead of secrets.");

    /// <summary>What a launch was submitted with; null when that is gone.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="key">The idempotency key of the new launch, in place of its own, which names the launch that is retried; null is none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(ParsedSpec Parsed, string Text)?> FindAsync(LaunchRow launch, string? key, CancellationToken cancellationToken)
    {
        if (await texts.FindAsync(launch.Submitted, cancellationToken) is not { } text)
            return null;

        var parsed = LaunchSpecParser.Parse(text);
        return (parsed with { Spec = Keyed(parsed.Spec), Readable = Keyed(parsed.Readable) }, text);

        // The latest version of its job may be another one by now; a retry is of what ran.
        LaunchSpec? Keyed(LaunchSpec? spec) => spec is null ? null : spec with { IdempotencyKey = key, Job = launch.Job ?? spec.Job };
    }
}
