using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Requests;

/// <summary>Reads the JSON bodies of requests as strictly as specs: unknown fields are refused by name, and all problems are found at once.</summary>
internal static class RequestReader
{
    /// <summary>Reads a body. No body at all, or null, is the same as an object without fields.</summary>
    public static ParsedRequest<T> Read<T>(string text, Func<ObjectReader, T> read)
        where T : class
    {
        var problems = new ProblemList();
        using var document = SpecText.Read(text.Trim() is "" or "null" ? "{}" : text, problems);
        if (document is null)
        {
            return new ParsedRequest<T>(null, problems.Items);
        }

        new JsonChecks(problems).Run(document.RootElement);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            problems.Add("", ProblemCodes.WrongType, "The body is a JSON object: { … }.");
            return new ParsedRequest<T>(null, problems.Items);
        }

        var reader = new ObjectReader(document.RootElement, "", problems);
        var value = read(reader);
        reader.RefuseUnknown();
        return new ParsedRequest<T>(problems.Items.Count == 0 ? value : null, problems.Items);
    }

    /// <summary>Refuses a field that is not there.</summary>
    public static void Require(this ObjectReader reader, string name, string message)
    {
        if (!reader.IsGiven(name))
        {
            reader.Problems.Add(reader.At(name), ProblemCodes.MissingField, message);
        }
    }

    /// <summary>Refuses a name in the address that such a thing cannot have.</summary>
    public static void RequireName(this ObjectReader reader, string name, string what)
    {
        if (!TextRules.ResourceName.Matches(name))
        {
            reader.Problems.Add("", ProblemCodes.InvalidFormat, $"The name of a {what} must be {TextRules.ResourceName.Hint}; at most {SpecLimits.ResourceName} characters.");
        }
    }
}
