using System.Text.Json;
using LaunchAgent.LocalHost.Protocol;
using LaunchAgent.LocalHost.Settings;

namespace LaunchAgent.LocalHost.Functions;

/// <summary>A function of the app: its trigger, and what it is given beside.</summary>
internal sealed record HostedFunction(string Name, Binding Trigger, IReadOnlyList<Binding> Clients)
{
    // What a function of this host may be bound to. Its trigger and its clients become parameters (FunctionType).
    private static readonly string[] Triggers =
    [
        Binding.HttpTrigger, Binding.QueueTrigger, Binding.TimerTrigger,
        Binding.OrchestrationTrigger, Binding.ActivityTrigger, Binding.EntityTrigger,
    ];

    public bool IsHttp => Trigger.Type == Binding.HttpTrigger;

    public static HostedFunction From(RpcFunctionMetadata metadata, AppFolder app)
    {
        var bindings = metadata.RawBindings.Select(json => Binding.Parse(json, metadata.Name, app)).ToList();
        if (bindings.Find(binding => !IsKnown(binding.Type)) is { } unknown)
            throw new HostException(
                $"The function {metadata.Name} has a binding of type {unknown.Type}, which this local host does not have; it has "
                + $"{string.Join(", ", [.. Triggers, Binding.DurableClient])}. "
                + $"Switch the function off with AzureWebJobs.{metadata.Name}.Disabled=true to run the others.");
        if (bindings.FindAll(binding => Triggers.Contains(binding.Type)) is not [var trigger])
            throw new HostException($"The function {metadata.Name} has not one trigger.");
        return new HostedFunction(metadata.Name, trigger, bindings.FindAll(binding => binding.Type == Binding.DurableClient));
    }

    private static bool IsKnown(string type) => Triggers.Contains(type) || type is Binding.DurableClient or "http";
}

/// <summary>A binding of functions.metadata, settings filled in.</summary>
internal sealed class Binding
{
    public const string HttpTrigger = "httpTrigger";
    public const string QueueTrigger = "queueTrigger";
    public const string TimerTrigger = "timerTrigger";
    public const string OrchestrationTrigger = "orchestrationTrigger";
    public const string ActivityTrigger = "activityTrigger";
    public const string EntityTrigger = "entityTrigger";
    public const string DurableClient = "durableClient";

    private readonly Dictionary<string, JsonElement> _properties = new(StringComparer.OrdinalIgnoreCase);

    public string Name => Text("name")!;
    public string Type => Text("type")!;

    /// <summary>Whether the worker makes a type of an SDK of it itself.</summary>
    public bool IsDeferred =>
        _properties.TryGetValue("properties", out var properties)
        && properties.TryGetProperty("supportsDeferredBinding", out var deferred)
        && deferred.ToString().Equals("true", StringComparison.OrdinalIgnoreCase);

    public static Binding Parse(string json, string function, AppFolder app)
    {
        var binding = new Binding();
        using var document = JsonDocument.Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
            binding._properties[property.Name] = property.Value.Clone();
        foreach (var (name, value) in binding._properties)
            if (value.ValueKind == JsonValueKind.String && value.GetString()!.Contains('%'))
            {
                var text = Placeholders.Fill(value.GetString()!, app.Configuration, () => $"the function {function} ({name})");
                binding._properties[name] = JsonSerializer.SerializeToElement(text);
            }
        return binding;
    }

    public string? Text(string property) =>
        _properties.TryGetValue(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public bool Flag(string property, bool otherwise) =>
        _properties.TryGetValue(property, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : otherwise;

    public IReadOnlyList<string> Texts(string property) =>
        _properties.TryGetValue(property, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.ToString())]
            : [];
}
