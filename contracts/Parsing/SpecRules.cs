namespace LaunchAgent.Contracts;

/// <summary>What must hold between the fields of a spec.</summary>
internal static class SpecRules
{
    public static void Check(LaunchSpec spec, ObjectReader reader, List<Warning> warnings)
    {
        SpecCommand.CheckTogether(reader, "command", spec.Command, "args", spec.Args);
        SpecEnv.CheckTogether(reader, spec, warnings);
        if (spec.Actor is null)
        {
            Source(reader);
        }
        else
        {
            ActorSource(reader);
        }
    }

    private static void Source(ObjectReader reader)
    {
        // Asks for what was sent, not for what could be read: a job of a wrong type is one problem, not two.
        if (reader.Take("job") is null && reader.Take("image") is null && reader.Take("command") is null)
        {
            reader.Problems.Add("", ProblemCodes.MissingSource, "Nothing says what to run. Give job, or command (a list of texts), or image, or image and command.", ["job", "command", "image"]);
        }
    }

    private static void ActorSource(ObjectReader reader)
    {
        if (reader.Take("job") is null)
        {
            reader.Problems.Add(reader.At("job"), ProblemCodes.MissingSource, "An actor needs a job: its command starts the actor.");
        }

        if (reader.Take("command") is not null)
        {
            reader.Problems.Add(reader.At("command"), ProblemCodes.ConflictingField, "An actor's command comes from its job. Remove command.");
        }
    }
}
