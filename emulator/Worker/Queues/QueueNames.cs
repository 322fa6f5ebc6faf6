using System.Text.RegularExpressions;
using FunctionsEmulator.Discovery;
using FunctionsEmulator.Settings;
using Microsoft.Extensions.Configuration;

namespace FunctionsEmulator.Queues;

/// <summary>The rules of queue names.</summary>
internal static partial class QueueNames
{
    public const string PoisonSuffix = "-poison";

    public static string Resolve(string name, IConfiguration app, FunctionEntry function, ICollection<string> problems)
    {
        var found = problems.Count;
        var resolved = SettingNames.Resolve(name, app, function.ToString(), problems);
        if (problems.Count == found && !Allowed().IsMatch(resolved))
            problems.Add($"{function}: '{resolved}' is no queue name: 3 to 63 lower-case letters, digits and single hyphens.");
        return resolved;
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Allowed();
}
