namespace FunctionsEmulator.Faults;

/// <summary>One call on the wire.</summary>
/// <param name="Number">Counts all calls of the process from 1.</param>
/// <param name="Scope">On whose behalf (<see cref="FaultScope"/>).</param>
/// <param name="Method">The HTTP verb.</param>
/// <param name="Uri">The whole address.</param>
/// <param name="Body">Reads what is sent.</param>
internal sealed record StorageCall(long Number, string Scope, string Method, string Uri, Func<string> Body)
{
    public bool Mutates => Method is "POST" or "PUT" or "MERGE" or "PATCH" or "DELETE";

    public string Path => new Uri(Uri).AbsolutePath;

    /// <summary>The verb and what it acts on, without names: "POST batch", "PATCH row", "GET rows", "GET messages", "DELETE message", "PUT other".</summary>
    public string Kind => $"{Method} {Target(Path.Split('/'), Method)}";

    private static string Target(string[] segments, string method) => (segments[^1], segments[^2]) switch
    {
        ("$batch", _) => "batch",
        ("messages", _) => "messages",
        (_, "messages") => "message",
        ("Tables", _) => "tables",
        (var last, _) when last.StartsWith("Tables(", StringComparison.Ordinal) => "tables",
        (var last, _) when last.EndsWith("()", StringComparison.Ordinal) => "rows",
        (var last, _) when last.Contains("(PartitionKey", StringComparison.Ordinal) => "row",
        _ when method == "POST" => "row",
        _ => "other",
    };
}
