using System.Text;
using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Secrets;

/// <summary>Makes the text of a spec fit to be kept and shown when nothing is known about it, as of a rejected one. Blanks too much rather than too little; never throws.</summary>
public static class SecretBlanker
{
    /// <summary>Stands where a secret stood.</summary>
    public const string Mask = "***";

    /// <summary>
    /// The text without secrets: values of names like api_key, token, password and secret (references of <c>secret_env</c> stay), keys in connection strings,
    /// signatures, bearer tokens. JSON comes back minified if anything was blanked, and else as it was.
    /// </summary>
    public static string Blank(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        try
        {
            using var document = JsonDocument.Parse(SpecText.ReplaceHalfPairs(text), new JsonDocumentOptions { MaxDepth = SpecLimits.Depth });
            using var stream = new MemoryStream();
            var blanked = new JsonBlanker();
            using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = ContractJson.Options.Encoder }))
            {
                blanked.Write(document.RootElement, writer);
            }

            return blanked.FoundAny ? Encoding.UTF8.GetString(stream.ToArray()) : text;
        }
        catch (JsonException)
        {
            return TextBlanker.BlankUnreadable(text);
        }
    }
}
