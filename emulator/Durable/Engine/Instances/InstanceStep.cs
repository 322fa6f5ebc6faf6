using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Durable.Replay;
using Microsoft.DurableTask.Client;

namespace FunctionsEmulator.Durable.Instances;

/// <summary>One step of an instance, decided and not yet written.</summary>
/// <param name="After">The instance as the step leaves it.</param>
/// <param name="Batch">What goes into its history.</param>
/// <param name="IsStuck">Whether the orchestrator now waits for something that history can never bring.</param>
internal sealed record InstanceStep(Instance After, HistoryBatch Batch, bool IsStuck)
{
    /// <summary>Plays what arrived to the orchestrator. Without such a function it is only kept: the instance stays pending.</summary>
    public static InstanceStep Take(
        InstanceState state, IReadOnlyList<HistoryEvent> arrived, DateTimeOffset now, OrchestrationPlayer player, bool hasOrchestrator)
    {
        var arrival = new HistoryBatch(now, hasOrchestrator, arrived);
        var playback = hasOrchestrator ? player.Play(state.Instance, state.History, arrival) : Keep(arrived);
        if (arrived.Concat(playback.Asked).Sum(e => e.Size) > DurableLimits.Step)
            playback = playback with { Asked = [], End = (OrchestrationRuntimeStatus.Failed, TooLarge) };

        var after = state.Instance with
        {
            Status = playback.End?.Status ?? (hasOrchestrator ? OrchestrationRuntimeStatus.Running : state.Instance.Status),
            Output = playback.End?.Output,
            CustomStatus = playback.CustomStatus,
            LastUpdatedAt = now,
            Batches = state.Instance.Batches + 1,
            StepId = Guid.NewGuid().ToString("N"),
        };
        HistoryEvent[] end = playback.End is { } e ? [new HistoryEvent.ExecutionCompleted(e.Status)] : [];
        return new InstanceStep(after, arrival with { Events = [.. arrived, .. playback.Asked, .. end] }, playback.IsStuck);
    }

    private static readonly string TooLarge =
        $"System.InvalidOperationException: What the orchestrator received and asked for in one step has more than {DurableLimits.Step} " +
        "characters, which is what the emulator can keep at once.";

    private static Playback Keep(IReadOnlyList<HistoryEvent> arrived) => new(
        [],
        CustomStatus: null,
        arrived.OfType<HistoryEvent.ExecutionTerminated>().FirstOrDefault() is { } end ? (OrchestrationRuntimeStatus.Terminated, end.Output) : null,
        IsStuck: false);
}
