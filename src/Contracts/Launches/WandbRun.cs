namespace LaunchAgent.Contracts.Launches;

/// <summary>What a launch is to W&amp;B.</summary>
/// <param name="Entity">The entity that its run belongs to; null if its spec names none.</param>
/// <param name="Project">The project, likewise.</param>
/// <param name="Env">Whether its command finds the <c>WANDB_*</c> variables, because its queue has <c>wandb_env</c>.</param>
public sealed record WandbRun(string? Entity, string? Project, bool Env);
