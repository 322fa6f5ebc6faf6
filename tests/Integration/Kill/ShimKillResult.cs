namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>How a launch came out of the death of the shim of its first attempt.</summary>
/// <param name="Point">Where the shim died.</param>
/// <param name="Attempts">How its attempts ended, in order: an exit code or an error.</param>
/// <param name="Started">The attempts whose command was started, as the commands noted it.</param>
/// <param name="Problems">What is wrong with it; nothing, if all is well.</param>
/// <param name="Duration">How long it took from the message to a clean end.</param>
internal sealed record ShimKillResult(
    string Point, IReadOnlyList<string> Attempts, IReadOnlyList<string> Started, IReadOnlyList<string> Problems, TimeSpan Duration)
{
    public string Outcome => Problems.Count == 0 ? "finished" : string.Join("; ", Problems);

    public override string ToString() =>
        $"{Point}: attempts {string.Join(", ", Attempts)}; started {string.Join(", ", Started)}; {Outcome} ({Duration.TotalSeconds:0.0} s)";
}
