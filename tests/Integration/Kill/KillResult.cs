namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>How a launch came out of being hit.</summary>
/// <param name="Point">Where it was hit.</param>
/// <param name="Call">What it was hit at; null when it ended without making so many calls.</param>
/// <param name="Problems">What is wrong with it; nothing, if all is well.</param>
/// <param name="Duration">How long it took from the message to a clean end.</param>
internal sealed record KillResult(KillPoint Point, StorageCall? Call, IReadOnlyList<string> Problems, TimeSpan Duration)
{
    public string Outcome => (Problems, Call) switch
    {
        ({ Count: > 0 }, _) => string.Join("; ", Problems),
        (_, null) when Point.Side != KillSide.MessagesTwice => "finished, not reached",
        _ => "finished",
    };

    public override string ToString() =>
        $"{Point.Call} {Point.Side}{(Point.RealLocks ? " (real locks)" : "")} {Call?.Maker} {Call?.Kind}: {Outcome} ({Duration.TotalSeconds:0.0} s)";
}
