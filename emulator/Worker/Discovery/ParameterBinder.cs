using System.Reflection;
using System.Text.Json;
using FunctionsEmulator.Hosting;
using FunctionsEmulator.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FunctionsEmulator.Discovery;

/// <summary>Decides at start what fills each parameter, so that one that nothing can fill is known before anything runs.</summary>
internal sealed class ParameterBinder(JsonSerializerOptions json, DurableHub durable)
{
    public Func<FunctionInvocation, object?> Bind(FunctionEntry function, ParameterInfo parameter, ICollection<string> problems)
    {
        var type = parameter.ParameterType;
        if (parameter == function.TriggerParameter)
        {
            var (bind, needs) = TriggerBinding.For(function.Trigger, type, json);
            if (bind is null)
                problems.Add($"{function}: parameter '{parameter.Name}' of type {type.Name} cannot take the trigger; use {needs}.");
            return bind ?? Nothing;
        }

        if (type == typeof(FunctionContext))
            return invocation => invocation.Context;
        if (type == typeof(CancellationToken))
            return invocation => invocation.CancellationToken;
        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
        {
            if (type != typeof(DurableTaskClient))
                problems.Add($"{function}: [DurableClient] parameter '{parameter.Name}' must be a DurableTaskClient.");
            return _ => durable.Client;
        }

        if (MetadataConverter.CanConvertTo(type) && HasMetadata(function, parameter.Name!))
            return invocation => ByName(invocation, parameter);
        problems.Add($"{function}: nothing can fill parameter '{parameter.Name}' of type {type.Name}; take services in the constructor.");
        return Nothing;
    }

    private static object? Nothing(FunctionInvocation invocation) => null;

    // Messages and queries bring names that nobody knows beforehand; a timer, an orchestration and an activity do not.
    private static bool HasMetadata(FunctionEntry function, string name) => function.Trigger switch
    {
        QueueTriggerAttribute or HttpTriggerAttribute => true,
        ActivityTriggerAttribute => name.Equals("instanceId", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private object? ByName(FunctionInvocation invocation, ParameterInfo parameter)
    {
        if (invocation.Data.TryGetValue(parameter.Name!, out var value) && value is not null)
            return MetadataConverter.Convert(value, parameter, json);
        if (parameter.HasDefaultValue)
            return parameter.DefaultValue;
        if (!parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null)
            return null;
        throw new FunctionInputException(
            $"Could not populate the value for '{parameter.Name}' parameter. Consider adding a default value or making the parameter nullable.");
    }
}
