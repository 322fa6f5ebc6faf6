namespace LaunchAgent.Functions.Http.OpenApi;

/// <summary>A value of a query or a header, as the OpenAPI document tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Type">string, integer or boolean.</param>
/// <param name="In">query or header.</param>
/// <param name="Values">The only values; null is any.</param>
/// <param name="Minimum">The least number.</param>
/// <param name="Maximum">The greatest number.</param>
public sealed record ApiParameter(
    string Name, string Description, string Type = "string", string In = "query", IReadOnlyList<string>? Values = null, int? Minimum = null, int? Maximum = null);
