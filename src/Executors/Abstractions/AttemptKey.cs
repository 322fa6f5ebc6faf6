using System.Text.RegularExpressions;

namespace LaunchAgent.Executors.Abstractions;

/// <summary>What an attempt key may look like: it names folders, so nothing that could leave one.</summary>
public static partial class AttemptKey
{
    /// <summary>Refuses one that is none.</summary>
    /// <exception cref="ExecutorException">It has another form.</exception>
    public static void Check(string key)
    {
        if (!Allowed().IsMatch(key))
            throw new ExecutorException("invalid_request", "An attempt key has 1 to 80 characters of a-z, 0-9 and '-', and starts with a letter or digit.", retryable: false);
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,79}\z")]
    private static partial Regex Allowed();
}
