namespace LaunchAgent.Contracts.Launches;

/// <summary>What the app still has to resolve or carry of a W&amp;B run spec. Not part of the launch spec's JSON from outside.</summary>
/// <param name="Entity">W&amp;B entity, for the <c>WANDB_*</c> environment of a queue with <c>wandb_env</c>.</param>
/// <param name="Project">W&amp;B project, likewise.</param>
/// <param name="JobSource">The whole W&amp;B path of the job; the app looks for a job with this <c>source</c>, else <c>unknown_job</c>.</param>
/// <param name="JobPointer">Where the job stands in what was submitted.</param>
/// <param name="Resource">W&amp;B resource (local-process or kubernetes); must fit the executor's type, else <c>resource_mismatch</c>.</param>
/// <param name="ResourcePointer">Where the resource stands in what was submitted.</param>
/// <param name="ResumeCount">How often W&amp;B had requeued the run before it came here.</param>
public sealed record WandbOrigin(
    string? Entity, string? Project, string? JobSource, string JobPointer, string? Resource, string ResourcePointer, int? ResumeCount)
{
    /// <summary>Where the image stands in what was submitted; null when it names none.</summary>
    public string? ImagePointer { get; init; }

    /// <summary>Where a field of the run spec stands in what was submitted.</summary>
    /// <param name="path">The field, below the run spec: <c>overrides/args</c>.</param>
    public string At(string path) => ResourcePointer[..(ResourcePointer.LastIndexOf('/') + 1)] + path;
}
