using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Wandb;

/// <summary>Where W&amp;B would have run it, and with which arguments.</summary>
/// <param name="Name">W&amp;B's resource; null if not given. The app compares it with the executor's type.</param>
/// <param name="Args">The arguments for this resource.</param>
internal sealed record WandbResource(string? Name, JsonElement? Args)
{
    private static readonly string[] Supported = ["kubernetes", "local-process"];

    public static WandbResource Read(ObjectReader run, WarningList warnings)
    {
        var name = run.Text("resource", TextRules.Free);
        var args = run.Nested("resource_args");
        // Without a resource, arguments for exactly one say which it is.
        name ??= args?.Unknown().Take(2).ToArray() is [var only] ? only.Name : null;
        if (name is not null && !Supported.Contains(name, StringComparer.Ordinal))
        {
            var at = run.IsGiven("resource") ? run.At("resource") : run.At("resource_args");
            run.Problems.Add(at, ProblemCodes.UnsupportedResource, "No executor here stands for this W&B resource. Use kubernetes or local-process.", Supported);
        }

        if (args is null)
        {
            return new WandbResource(name, null);
        }

        var own = name is null ? null : args.Free(name, SpecLimits.ObjectBytes, JsonValueKind.Object);
        foreach (var (other, _) in args.Unknown().Where(other => !WandbFields.IsEmpty(other.Value)))
        {
            warnings.Add(WarningCodes.IgnoredField, $"resource_args.{JsonPointer.Shorten(other)} has no effect: the run's resource is {JsonPointer.Shorten(name ?? "not given")}.");
        }

        return new WandbResource(name, own is { } value && name is not null ? WithoutBuilder(value, name, warnings) : own);
    }

    /// <summary>W&amp;B takes this part out for image builds, before the rest reaches the resource.</summary>
    private static JsonElement WithoutBuilder(JsonElement args, string resource, WarningList warnings)
    {
        if (!args.TryGetProperty("builder", out _))
        {
            return args;
        }

        warnings.Add(WarningCodes.IgnoredField, $"resource_args.{resource}.builder has no effect here.");
        var rest = args.EnumerateObject().Where(member => member.Name != "builder").DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Value);
        return JsonSerializer.SerializeToElement(rest, ContractJson.Options);
    }
}
