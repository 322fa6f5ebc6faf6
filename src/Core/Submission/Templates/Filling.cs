using System.Text;
using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Specs.Templates;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>Puts values into texts, each text once: what is put in is not read again.</summary>
/// <param name="macros">The value of each macro.</param>
/// <param name="variables">The value of each template variable.</param>
public sealed class Filling(IReadOnlyDictionary<string, string> macros, IReadOnlyDictionary<string, JsonElement> variables)
{
    private readonly Dictionary<string, string> _texts = variables.ToDictionary(variable => variable.Key, variable => TemplateValues.TextOf(variable.Value), StringComparer.Ordinal);

    /// <summary>A text with its macros filled in.</summary>
    public string Text(string text) => Join(TextParts.Split(text, hasVariables: false));

    /// <summary>JSON with the macros in its texts filled in.</summary>
    private JsonElement Json(JsonElement value) => JsonStrings.Map(value, text => Element(Text(text)));

    /// <summary>JSON with macros and template variables filled in. A text that is nothing but a variable becomes the variable's value, whatever its type.</summary>
    private JsonElement Template(JsonElement value) => JsonStrings.Map(value, text => TextParts.Split(text, hasVariables: true) is var parts && parts is [{ Kind: TextPartKind.Variable } only]
        ? variables[only.Value]
        : Element(Join(parts)));

    /// <summary>The resource args of a launch: each part filled in, then merged.</summary>
    /// <param name="job">Those of its job.</param>
    /// <param name="queue">The queue's, a template.</param>
    /// <param name="launch">Its own.</param>
    public JsonElement? ResourceArgs(JsonElement? job, JsonElement? queue, JsonElement? launch) => Templates.ResourceArgs.Merge(
        job is { } ofJob ? Json(ofJob) : null, queue is { } template ? Template(template) : null, launch is { } own ? Json(own) : null);

    /// <summary>How long the texts become together, in bytes of UTF-8. Costs nothing like making them.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="hasVariables">Whether they are a template's.</param>
    public long BytesOf(IEnumerable<string> texts, bool hasVariables) =>
        texts.SelectMany(text => TextParts.Split(text, hasVariables)).Sum(part => (long)Encoding.UTF8.GetByteCount(ValueOf(part)));

    private static JsonElement Element(string text) => JsonSerializer.SerializeToElement(text, ContractJson.Options);

    private string Join(IReadOnlyList<TextPart> parts) => string.Concat(parts.Select(ValueOf));

    private string ValueOf(TextPart part) => part.Kind switch
    {
        TextPartKind.Macro => macros[part.Value],
        TextPartKind.Variable => _texts[part.Value],
        _ => part.Value,
    };
}
