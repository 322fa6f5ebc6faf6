namespace LaunchAgent.Tests.Unit.House;

/// <summary>What became of a test of another project.</summary>
internal enum UpstreamKind
{
    /// <summary>A test here holds the same.</summary>
    Told,

    /// <summary>It is otherwise here; docs/reference/differences.md says how.</summary>
    Difference,

    /// <summary>The part is not built yet; docs/reference/differences.md lists it.</summary>
    Later,
}
