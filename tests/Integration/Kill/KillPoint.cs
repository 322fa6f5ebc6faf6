using System.Text.Json;
using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>Where a launch is hit: at the n-th storage call that changes something on its behalf.</summary>
/// <param name="Call">The number n, from 1.</param>
/// <param name="Side">What happens there.</param>
internal sealed record KillPoint(int Call, KillSide Side)
{
    /// <summary>Who works for a launch: its functions and the durable engine. The listeners, the timer, and those who ask are left out.</summary>
    public static readonly IReadOnlyList<string> Scopes = ["Intake", "Nudge", "StartAttempt", "DecideNext", "durable"];

    // The engine makes its tables when the host starts.
    private const string NotOfTheStart = "(?<!/Tables)$";

    /// <summary>Whether a call counts.</summary>
    public static bool Counts(LoggedCall call) =>
        call.Method is not ("GET" or "HEAD") && Scopes.Contains(call.Scope) && Regex.IsMatch(call.Path, NotOfTheStart);

    /// <summary>Whether the host dies there.</summary>
    public bool Kills => Side is KillSide.Before or KillSide.After;

    /// <summary>The rule for the host.</summary>
    public string ToRule() => JsonSerializer.Serialize(new
    {
        action = Side switch { KillSide.Before => "kill_before", KillSide.After => "kill_after", KillSide.AnswerLost => "lose_answer", _ => "count" },
        // Where nothing is hit, the rule only counts.
        call = Math.Max(Call, 1),
        only_scopes = Scopes,
        uri_matches = NotOfTheStart,
    });
}
