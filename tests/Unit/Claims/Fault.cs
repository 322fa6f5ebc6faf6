namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>What goes wrong in a step.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">At which storage call of the step, or for answers at which commit; from 0.</param>
internal sealed record Fault(FaultKind Kind, int At)
{
    public override string ToString() => $"{Kind} at {At}";
}
