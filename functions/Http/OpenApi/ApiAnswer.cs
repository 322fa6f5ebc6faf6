namespace LaunchAgent.Functions.Http.OpenApi;

/// <summary>An answer of a route that is no problem.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The contract's type; null is no body.</param>
/// <param name="Description">When it is given.</param>
/// <param name="OrBody">Another type that the body may have.</param>
public sealed record ApiAnswer(int Status, Type? Body, string Description, Type? OrBody = null);
