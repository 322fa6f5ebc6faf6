namespace LaunchAgent.Specs.Requests;

/// <summary>The body of a request that says everything with its address.</summary>
public sealed record EmptyRequest
{
    /// <summary>Reads a body: nothing, or an object without fields.</summary>
    public static ParsedRequest<EmptyRequest> Parse(string text) => RequestReader.Read(text, _ => new EmptyRequest());
}
