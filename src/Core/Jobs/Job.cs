using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Requests;

namespace LaunchAgent.Core.Jobs;

/// <summary>A version of a job, with what it says.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Definition">What it says.</param>
/// <param name="CreatedAt">When it was posted.</param>
public sealed record Job(string Name, int Version, JobRequest Definition, DateTimeOffset CreatedAt)
{
    /// <summary>Names this version for good: <c>train:3</c>.</summary>
    public string Reference => JobReference.Of(Name, Version);
}
