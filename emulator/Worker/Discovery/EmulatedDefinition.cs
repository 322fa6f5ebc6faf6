using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FunctionsEmulator.Discovery;

internal sealed class EmulatedDefinition : FunctionDefinition
{
    public EmulatedDefinition(FunctionEntry function)
    {
        Name = function.Name;
        EntryPoint = function.EntryPoint;
        PathToAssembly = function.Method.DeclaringType!.Assembly.Location;
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{EntryPoint}|{Name}")))[..16];

        var parameters = function.Method.GetParameters();
        Parameters = [.. parameters.Select(p => new FunctionParameter(p.Name!, p.ParameterType, p.HasDefaultValue, p.HasDefaultValue ? p.DefaultValue : null))];
        InputBindings = parameters
            .Select(p => (p.Name, Attribute: p.GetCustomAttributes(inherit: true).OfType<BindingAttribute>().FirstOrDefault()))
            .Where(p => p.Attribute is not null)
            .ToImmutableDictionary(p => p.Name!, BindingMetadata (p) => new EmulatedBinding(p.Name!, TypeOf(p.Attribute!), BindingDirection.In));
        OutputBindings = function.Outputs
            .ToImmutableDictionary(o => o.Name, BindingMetadata (o) => new EmulatedBinding(o.Name, "queue", BindingDirection.Out));
    }

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly { get; }

    public override string EntryPoint { get; }

    public override string Id { get; }

    public override string Name { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    // QueueTriggerAttribute is the binding "queueTrigger" in function metadata.
    private static string TypeOf(BindingAttribute attribute)
    {
        var name = attribute.GetType().Name;
        return char.ToLowerInvariant(name[0]) + name[1..^nameof(Attribute).Length];
    }

    private sealed class EmulatedBinding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
