using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Binder = Microsoft.Azure.WebJobs.Binder;

namespace LaunchAgent.LocalHost.Functions;

/// <summary>
/// What the WebJobs SDK looks for: one class with a static method for each function. Each hands its name and its arguments to one
/// delegate (<see cref="FunctionBridge.RunAsync"/>): the trigger's value, the clients', then binding data and cancellation.
/// </summary>
internal static class FunctionType
{
    private const string BridgeField = "Bridge";

    /// <summary>Timers are known to storage by this name and their own, on Azure too.</summary>
    private const string TypeName = "Host.Functions";

    public static Type Emit(IEnumerable<HostedFunction> functions, Func<string, object?[], Task<object?>> bridge)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(TypeName), AssemblyBuilderAccess.Run);
        var type = assembly.DefineDynamicModule(TypeName).DefineType(TypeName, TypeAttributes.Public);
        var field = type.DefineField(BridgeField, bridge.GetType(), FieldAttributes.Public | FieldAttributes.Static);
        foreach (var function in functions)
            EmitMethod(type, function, field);
        var emitted = type.CreateType();
        emitted.GetField(BridgeField)!.SetValue(null, bridge);
        return emitted;
    }

    private static void EmitMethod(TypeBuilder type, HostedFunction function, FieldInfo bridge)
    {
        var (triggerType, triggerAttribute) = Trigger(function.Trigger);
        List<(string Name, Type Type, CustomAttributeBuilder? Attribute)> parameters =
        [
            (function.Trigger.Name, triggerType, triggerAttribute),
            .. function.Clients.Select(client => (client.Name, typeof(string), (CustomAttributeBuilder?)Client(client))),
            ("_binder", typeof(Binder), null),
            ("_cancel", typeof(CancellationToken), null),
        ];

        // Only these have a result for the extension to take; another function that returned one would be refused.
        var hasResult = function.Trigger.Type is Binding.OrchestrationTrigger or Binding.ActivityTrigger or Binding.EntityTrigger;
        var method = type.DefineMethod(
            function.Name,
            MethodAttributes.Public | MethodAttributes.Static,
            hasResult ? typeof(Task<object>) : typeof(Task),
            [.. parameters.Select(parameter => parameter.Type)]);
        method.SetCustomAttribute(Attribute<FunctionNameAttribute>([function.Name]));
        if (function.IsHttp)
            method.SetCustomAttribute(Attribute<NoAutomaticTriggerAttribute>([]));
        for (var index = 0; index < parameters.Count; index++)
        {
            var parameter = method.DefineParameter(index + 1, ParameterAttributes.None, parameters[index].Name);
            if (parameters[index].Attribute is { } attribute)
                parameter.SetCustomAttribute(attribute);
        }
        EmitBody(method.GetILGenerator(), function.Name, [.. parameters.Select(parameter => parameter.Type)], bridge);
    }

    // return Bridge(name, new object[] { argument 0, argument 1, … });
    private static void EmitBody(ILGenerator code, string name, Type[] types, FieldInfo bridge)
    {
        code.Emit(OpCodes.Ldsfld, bridge);
        code.Emit(OpCodes.Ldstr, name);
        code.Emit(OpCodes.Ldc_I4, types.Length);
        code.Emit(OpCodes.Newarr, typeof(object));
        for (var index = 0; index < types.Length; index++)
        {
            code.Emit(OpCodes.Dup);
            code.Emit(OpCodes.Ldc_I4, index);
            code.Emit(OpCodes.Ldarg, (short)index);
            if (types[index].IsValueType)
                code.Emit(OpCodes.Box, types[index]);
            code.Emit(OpCodes.Stelem_Ref);
        }
        code.Emit(OpCodes.Callvirt, bridge.FieldType.GetMethod("Invoke")!);
        code.Emit(OpCodes.Ret);
    }

    private static (Type Type, CustomAttributeBuilder? Attribute) Trigger(Binding binding) => binding.Type switch
    {
        Binding.HttpTrigger => (typeof(HttpContext), null),
        Binding.QueueTrigger => (
            binding.IsDeferred ? typeof(ParameterBindingData) : binding.Text("dataType") == "Binary" ? typeof(byte[]) : typeof(string),
            Attribute<QueueTriggerAttribute>([binding.Text("queueName")], ("Connection", binding.Text("connection")))),
        Binding.TimerTrigger => (
            typeof(TimerInfo),
            Attribute<TimerTriggerAttribute>(
                [binding.Text("schedule")],
                ("UseMonitor", binding.Flag("useMonitor", otherwise: true)),
                ("RunOnStartup", binding.Flag("runOnStartup", otherwise: false)))),
        Binding.OrchestrationTrigger => (
            typeof(string), Attribute<OrchestrationTriggerAttribute>([], ("Orchestration", binding.Text("orchestration")))),
        Binding.ActivityTrigger => (typeof(string), Attribute<ActivityTriggerAttribute>([], ("Activity", binding.Text("activity")))),
        _ => (typeof(string), Attribute<EntityTriggerAttribute>([], ("EntityName", binding.Text("entityName")))),
    };

    private static CustomAttributeBuilder Client(Binding binding) =>
        Attribute<DurableClientAttribute>([], ("TaskHub", binding.Text("taskHub")), ("ConnectionName", binding.Text("connectionName")));

    private static CustomAttributeBuilder Attribute<T>(object?[] arguments, params ReadOnlySpan<(string Name, object? Value)> properties)
        where T : Attribute
    {
        var given = properties.ToArray().Where(property => property.Value is not null).ToArray();
        return new CustomAttributeBuilder(
            typeof(T).GetConstructor([.. arguments.Select(_ => typeof(string))])!,
            arguments,
            [.. given.Select(property => typeof(T).GetProperty(property.Name)!)],
            [.. given.Select(property => property.Value)]);
    }
}
