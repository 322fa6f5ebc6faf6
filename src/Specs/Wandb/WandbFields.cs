using System.Text.Json;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Wandb;

/// <summary>Fields of a W&amp;B run spec that have no effect here. W&amp;B's own client sends many of them empty; those need no word.</summary>
internal static class WandbFields
{
    public static bool IsEmpty(JsonElement? value) => value is not { } given || given.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => given.GetString()!.Length == 0,
        JsonValueKind.Array => given.GetArrayLength() == 0,
        JsonValueKind.Object => given.EnumerateObject().All(member => IsEmpty(member.Value)),
        _ => false,
    };

    public static void WarnOfIgnored(ObjectReader reader, string prefix, IEnumerable<string> names, WarningList warnings)
    {
        foreach (var name in names.Where(name => !IsEmpty(reader.Take(name))))
        {
            warnings.Add(WarningCodes.IgnoredField, $"{prefix}{JsonPointer.Shorten(name)} has no effect here.");
        }
    }

    public static void WarnOfUnknown(ObjectReader reader, string prefix, WarningList warnings)
    {
        foreach (var (name, value) in reader.Unknown())
        {
            if (!IsEmpty(value) && !reader.Problems.Has(reader.At(name), ProblemCodes.SecretInSpec))
            {
                warnings.Add(WarningCodes.UnknownField, $"{prefix}{JsonPointer.Shorten(name)} is not known here and has no effect.");
            }
        }
    }
}
