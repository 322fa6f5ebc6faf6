using FunctionsEmulator.Durable.History;
using Microsoft.DurableTask.Client;

namespace FunctionsEmulator.Durable.Replay;

/// <summary>What came of running an orchestrator through its whole history and one new step.</summary>
/// <param name="Asked">What it asked for that is in no history yet.</param>
/// <param name="CustomStatus">Its custom status as JSON.</param>
/// <param name="End">How it ended, or null when it goes on.</param>
/// <param name="IsStuck">Whether it waits for something that history can never bring.</param>
internal sealed record Playback(
    IReadOnlyList<HistoryEvent> Asked, string? CustomStatus, (OrchestrationRuntimeStatus Status, string? Output)? End, bool IsStuck);
