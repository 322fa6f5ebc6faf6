using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>command and args: lists of texts that reach the program as they are, with no shell in between.</summary>
internal static class SpecCommand
{
    public static IReadOnlyList<string>? Read(ObjectReader reader, string name)
    {
        if (reader.Take(name) is { ValueKind: JsonValueKind.String })
        {
            reader.Problems.Add(
                reader.At(name),
                ProblemCodes.WrongType,
                "Must be a list with one text for each word, such as [\"python\", \"train.py\"]. There is no shell; for one, say [\"sh\", \"-c\", \"…\"].");
            return null;
        }

        return reader.Texts(name, SpecLimits.CommandEntries, TextRules.Value);
    }

    public static void CheckTogether(ObjectReader reader, string commandName, IReadOnlyList<string>? command, string argsName, IReadOnlyList<string>? args)
    {
        if (command is { Count: 0 } || (command is not null && string.IsNullOrWhiteSpace(command[0])))
        {
            reader.Problems.Add(reader.At(commandName), ProblemCodes.InvalidFormat, "Must begin with the program to run. Leave the field out to use the command of the job or the image.");
        }

        var all = (command ?? []).Concat(args ?? []).ToList();
        if (all.Count > SpecLimits.CommandEntries)
        {
            reader.Problems.Add(reader.At(argsName), ProblemCodes.TooMany, $"At most {SpecLimits.CommandEntries} entries in {commandName} and {argsName} together.");
        }

        SpecFields.TotalBytes(reader, args is null ? commandName : argsName, all, SpecLimits.CommandBytes);
    }
}
