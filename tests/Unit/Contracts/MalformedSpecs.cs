using System.Text;
using System.Text.Json.Nodes;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>Messages that must be rejected, the same for the same seed. Framework and contracts only: the integration tests use them as well.</summary>
public static class MalformedSpecs
{
    private static readonly MalformedKind[] Kinds = Enum.GetValues<MalformedKind>();

    /// <summary>All kinds in turn. Every second message that is whole JSON comes as base64.</summary>
    public static IEnumerable<MalformedMessage> Generate(int seed, int count)
    {
        var random = new Random(seed);
        for (var number = 0; number < count; number++)
        {
            var kind = Kinds[number % Kinds.Length];
            var message = Make(kind, random);
            yield return kind is MalformedKind.NotJson or MalformedKind.BrokenBase64 || random.Next(2) == 0
                ? message
                : message with { Body = Encode(message.Body) };
        }
    }

    private static MalformedMessage Make(MalformedKind kind, Random random) => kind switch
    {
        MalformedKind.NotJson => new(kind, NotJson(random), [("", ProblemCodes.InvalidJson)]),
        MalformedKind.WrongType => Broken(kind, random, ProblemCodes.WrongType),
        MalformedKind.MissingField => Missing(random),
        MalformedKind.UnknownField => Broken(kind, random, ProblemCodes.UnknownField),
        MalformedKind.WrongVersion => WrongVersion(random),
        MalformedKind.TooLong => Broken(kind, random, ProblemCodes.TooLong),
        MalformedKind.TooDeep => new(kind, TooDeep(random), [("", ProblemCodes.TooDeep)]),
        MalformedKind.ControlCharacter => Broken(kind, random, ProblemCodes.ControlCharacter),
        MalformedKind.BrokenBase64 => new(kind, BrokenBase64(random), [("", ProblemCodes.InvalidBase64)]),
        _ => Broken(kind, [.. SpecDefects.All.Where(_ => random.Next(3) == 0).DefaultIfEmpty(SpecDefects.All[0])]),
    };

    private static MalformedMessage Broken(MalformedKind kind, Random random, string code) => Broken(kind, [Pick(random, [.. SpecDefects.All.Where(defect => defect.Code == code)])]);

    private static MalformedMessage Broken(MalformedKind kind, SpecDefect[] defects)
    {
        var spec = SpecDefects.Valid();
        foreach (var defect in defects)
        {
            defect.Apply(spec);
        }

        return new(kind, spec.ToJsonString(), [.. defects.Select(defect => (defect.Pointer, defect.Code))]);
    }

    private static MalformedMessage Missing(Random random)
    {
        var spec = SpecDefects.Valid();
        spec.Remove("command");
        if (random.Next(2) == 0)
        {
            return new(MalformedKind.MissingField, spec.ToJsonString(), [("", ProblemCodes.MissingSource)]);
        }

        spec["actor"] = new JsonObject { ["args"] = new JsonArray(1) };
        return new(MalformedKind.MissingField, spec.ToJsonString(), [("/actor/type", ProblemCodes.MissingField), ("/job", ProblemCodes.MissingSource)]);
    }

    private static MalformedMessage WrongVersion(Random random)
    {
        var spec = SpecDefects.Valid();
        spec["schema_version"] = random.Next(2, 1000);
        return new(MalformedKind.WrongVersion, spec.ToJsonString(), [("/schema_version", ProblemCodes.UnsupportedVersion)]);
    }

    private static string NotJson(Random random)
    {
        var valid = SpecDefects.Valid().ToJsonString();
        return random.Next(5) switch
        {
            0 => valid[..random.Next(1, valid.Length)],
            1 => valid.Replace('"', '\''),
            2 => valid[..^1] + ",}",
            3 => valid + valid,
            _ => "{" + new string((char)random.Next('a', 'z'), random.Next(1, 2000)),
        };
    }

    private static string TooDeep(Random random)
    {
        var levels = random.Next(SpecLimits.Depth, 5000);
        return $$"""{"command":["x"],"config":{{string.Concat(Enumerable.Repeat("[", levels))}}{{new string(']', levels)}}}""";
    }

    /// <summary>Cut off, or with a character that no base64 has.</summary>
    private static string BrokenBase64(Random random)
    {
        var encoded = Encode(SpecDefects.Valid().ToJsonString()).TrimEnd('=');
        var at = random.Next(1, encoded.Length);
        return random.Next(2) == 0 ? encoded[..(at - at % 4 + 1)] : encoded[..at] + "*" + encoded[at..];
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static T Pick<T>(Random random, T[] items) => items[random.Next(items.Length)];
}
