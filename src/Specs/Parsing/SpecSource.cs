using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>What a spec needs so that there is something to run.</summary>
internal static class SpecSource
{
    public static void Check(LaunchSpec spec, ObjectReader reader)
    {
        // Asks for what was sent, not for what could be read: a job of a wrong type is one problem, not two.
        if (!reader.IsGiven("actor"))
        {
            if (!reader.IsGiven("job") && !reader.IsGiven("image") && !reader.IsGiven("command"))
            {
                reader.Problems.Add("", ProblemCodes.MissingSource, "Nothing says what to run. Give job, or command (a list of texts), or image, or image and command.", ["job", "command", "image"]);
            }

            return;
        }

        if (!reader.IsGiven("job"))
        {
            reader.Problems.Add(reader.At("job"), ProblemCodes.MissingSource, "An actor needs a job: its command starts the actor.");
        }

        if (spec.Command is not null)
        {
            reader.Problems.Add(reader.At("command"), ProblemCodes.ConflictingField, "An actor's command comes from its job. Remove command.");
        }
    }
}
