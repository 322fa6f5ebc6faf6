namespace LaunchAgent.Tests.Integration.House;

/// <summary>Tests that build the app take turns: two builds at once spoil each other's files.</summary>
[CollectionDefinition(Name)]
public sealed class RunBuilds
{
    public const string Name = "builds of the app";
}
