namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>A history that was not as it must be.</summary>
internal sealed class HistoryException(string violation, string calls) : Exception($"{violation}\n{calls}")
{
    /// <summary>What was wrong.</summary>
    public string Violation => violation;
}
