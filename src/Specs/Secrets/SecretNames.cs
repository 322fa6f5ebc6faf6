using System.Text.RegularExpressions;

namespace LaunchAgent.Specs.Secrets;

/// <summary>Which names stand for secrets.</summary>
public static partial class SecretNames
{
    /// <summary>Part of a name whose value is blanked.</summary>
    public const string BlankedPattern = "(?:api[_-]?key|access[_-]?key|account[_-]?key|token|password|passwd|secret|connection[_-]?string)";

    /// <summary>Beyond doubt an API key, such as <c>_wandb_api_key</c>.</summary>
    public static bool IsKey(string name) => Key().IsMatch(name);

    /// <summary>Perhaps a secret, as the name of an environment variable: HF_TOKEN is one, PAD_TOKEN is not.</summary>
    public static bool IsLikely(string name) => Likely().IsMatch(name);

    /// <summary>Blanked in whatever is stored of a spec that was refused; too much rather than too little.</summary>
    public static bool IsBlanked(string name) => Blanked().IsMatch(name);

    [GeneratedRegex("(?:^|[_.-])api[_-]?key$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex("(?:TOKEN|PASSWORD|PASSWD|SECRET|SECRET_KEY|ACCESS_KEY|ACCOUNT_KEY|CONNECTION_STRING)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Likely();

    [GeneratedRegex(BlankedPattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Blanked();
}
