namespace LaunchAgent.Tests.Unit.House;

/// <summary>A line of <c>tests/upstream.tsv</c>: a test of the projects that this one takes after, and what holds the same here.</summary>
/// <param name="Line">Its number in the file, from 1.</param>
/// <param name="Project">Project and version.</param>
/// <param name="Test">File and test there.</param>
/// <param name="Here">Tests of this repository below <c>LaunchAgent.Tests</c>, with spaces between; or <c>difference:</c> or <c>later:</c> and an anchor of docs/reference/differences.md.</param>
/// <param name="Note">A few words; what is not a test needs them.</param>
internal sealed record UpstreamRow(int Line, string Project, string Test, string Here, string Note)
{
    public const string Difference = "difference:";

    public const string Later = "later:";

    /// <summary>The anchor of a row that is no test.</summary>
    public string? Anchor => Kind == UpstreamKind.Told ? null : Here[(Here.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public UpstreamKind Kind =>
        Here.StartsWith(Difference, StringComparison.Ordinal) ? UpstreamKind.Difference
        : Here.StartsWith(Later, StringComparison.Ordinal) ? UpstreamKind.Later
        : UpstreamKind.Told;

    /// <summary>The file of the test.</summary>
    public string File => Test.Split("::")[0];

    /// <summary>The tests here, without the common beginning of their names.</summary>
    public IReadOnlyList<string> Tests => Kind == UpstreamKind.Told ? Here.Split(' ') : [];
}
