namespace LaunchAgent.Contracts.Agents;

/// <summary>What a poke has looked at.</summary>
/// <param name="Woken">The run queues that agents are told to look at now.</param>
public sealed record PokeResult(IReadOnlyList<string> Woken);
