namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>Something that one process does.</summary>
/// <param name="Lane">The process.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Queue">The run queue it does it to.</param>
/// <param name="Number">Which launch, which limit, how many seconds or which priority, as the kind has it.</param>
/// <param name="Launch">What is submitted.</param>
/// <param name="Fault">What goes wrong meanwhile.</param>
internal sealed record HistoryStep(int Lane, StepKind Kind, string Queue, int Number, HistoryLaunch? Launch = null, Fault? Fault = null)
{
    public override string ToString() =>
        $"process {Lane}: {Kind} {(Launch is null ? $"{Queue} {Number}" : $"{Launch}")}{(Fault is null ? "" : $" ({Fault})")}";
}
