using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Wandb;

namespace LaunchAgent.Specs.Parsing;

/// <summary>Reads launch specs from outside. Never throws, whatever it is given; finds all problems at once.</summary>
public static class LaunchSpecParser
{
    /// <summary>Reads a spec from JSON text, such as the body of a POST or what <see cref="MessageBody"/> made of a queue message.</summary>
    public static ParsedSpec Parse(string? text)
    {
        var problems = new ProblemList();
        using var document = SpecText.Read(text, problems);
        if (document is null)
        {
            return new ParsedSpec(null, problems.Items, []);
        }

        var root = document.RootElement;
        new JsonChecks(problems).Run(root);
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add("", ProblemCodes.WrongType, "A launch spec is a JSON object: { … }.");
            return new ParsedSpec(null, problems.Items, []);
        }

        var warnings = new WarningList();
        var spec = Read(new ObjectReader(root, "", problems), warnings);
        return new ParsedSpec(problems.Items.Count == 0 ? spec : null, problems.Items, warnings.Items) { Readable = spec };
    }

    private static LaunchSpec Read(ObjectReader root, WarningList warnings) =>
        WandbEnvelope.IsBareRunSpec(root) ? WandbRunSpecMapper.Map(root, new LaunchSpec(), warnings)
        : root.IsGiven(WandbEnvelope.Field) ? WandbEnvelope.Read(root, warnings)
        : NativeSpecReader.Read(root, warnings);

    /// <summary>Reads a spec that is part of a larger document, such as one item of a batch.</summary>
    public static ParsedSpec Parse(JsonElement element) =>
        Parse(element.ValueKind == JsonValueKind.Undefined ? null : element.GetRawText());
}
