namespace LaunchAgent.Specs.Requests;

/// <summary>What a request to stop a launch says.</summary>
/// <param name="Force">Stop by force, without grace.</param>
public sealed record StopRequest(bool Force = false)
{
    /// <summary>Reads a body; it may be empty.</summary>
    public static ParsedRequest<StopRequest> Parse(string text) => RequestReader.Read(text, reader => new StopRequest(reader.Flag("force") ?? false));
}
