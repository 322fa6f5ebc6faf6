namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>Kill tests run several apps at once, which is more than enough for a machine: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KillsAlone
{
    public const string Name = "kills";
}
