using System.Text;

namespace LaunchAgent.Specs.Parsing;

/// <summary>The JSON schema (draft 2020-12) of the launch spec. The parser finds more: what lies between fields, and sizes in bytes.</summary>
public static class LaunchSpecSchema
{
    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>The schema as JSON text.</summary>
    public static string Text => Loaded.Value;

    private static string Load()
    {
        using var stream = typeof(LaunchSpecSchema).Assembly.GetManifestResourceStream("launch-spec.schema.json")
            ?? throw new InvalidOperationException("The schema is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
