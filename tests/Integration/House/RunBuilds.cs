namespace LaunchAgent.Tests.Integration.House;

/// <summary>Tests that build the app take turns and run alone: two builds at once spoil each other's files, and a build takes the time of whatever runs beside it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunBuilds
{
    public const string Name = "builds of the app";
}
