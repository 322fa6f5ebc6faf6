using System.Text.Json;
using LaunchAgent.Specs.Templates;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>What macros and template variables become in a launch; only <c>${attempt}</c> is left, as <see cref="AttemptMacro.Marker"/>.</summary>
/// <param name="Args">Its arguments.</param>
/// <param name="Env">Its environment.</param>
/// <param name="ResourceArgs">Its resource args, merged; null when there are none.</param>
public sealed record FilledSpec(IReadOnlyList<string> Args, IReadOnlyDictionary<string, string> Env, JsonElement? ResourceArgs);
