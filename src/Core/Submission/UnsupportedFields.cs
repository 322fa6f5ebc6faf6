using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Core.Submission;

/// <summary>
/// Fields of the contract that this version does not act on yet. A launch that asks for one is refused by name: running it
/// without what it asked for would be worse than not running it.
/// </summary>
public static class UnsupportedFields
{
    private static readonly (string Pointer, Func<LaunchSpec, bool> IsAskedFor)[] Fields =
    [
        ("/actor", spec => spec.Actor is not null),
        ("/manager", spec => spec.Manager is not null),
        ("/notify_url", spec => spec.NotifyUrl is not null),
        ("/registration_id", spec => spec.RegistrationId is not null),
        ("/secret_env", spec => spec.SecretEnv is { Count: > 0 }),
        ("/sweep_id", spec => spec.SweepId is not null && !spec.IsSweepScheduler),
        ("/timeouts/ready_seconds", spec => spec.Timeouts?.ReadySeconds > 0),
    ];

    /// <summary>A problem for each field that is asked for in vain.</summary>
    public static IEnumerable<Problem> In(LaunchSpec spec) => Fields
        .Where(field => field.IsAskedFor(spec))
        .Select(field => new Problem(field.Pointer, "not_supported", $"This version does not support '{field.Pointer[1..]}' yet. Leave it out."));
}
