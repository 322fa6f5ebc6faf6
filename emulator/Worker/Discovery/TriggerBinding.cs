using System.Text.Json;
using Azure.Storage.Queues.Models;
using FunctionsEmulator.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;

namespace FunctionsEmulator.Discovery;

/// <summary>How the trigger's own value becomes a parameter.</summary>
internal static class TriggerBinding
{
    /// <summary>The conversion, or null and what the parameter must be.</summary>
    public static (Func<FunctionInvocation, object?>? Bind, string Needs) For(TriggerBindingAttribute trigger, Type type, JsonSerializerOptions json) => trigger switch
    {
        QueueTriggerAttribute => (IsData(type) ? invocation => Message((QueueMessage)invocation.Trigger!, type, json) : null,
            "string, byte[], BinaryData, QueueMessage or a class to read from JSON"),
        ActivityTriggerAttribute when type == typeof(FunctionContext) => (invocation => invocation.Context, ""),
        ActivityTriggerAttribute => (IsData(type) ? invocation => Json((string?)invocation.Trigger, type, json) : null, "a type to read from JSON"),
        TimerTriggerAttribute => Same(type == typeof(TimerInfo), "TimerInfo"),
        HttpTriggerAttribute => Same(type == typeof(HttpRequest), "HttpRequest"),
        OrchestrationTriggerAttribute => Same(type == typeof(TaskOrchestrationContext), "TaskOrchestrationContext"),
        _ => (null, "a trigger that the emulator knows"),
    };

    private static (Func<FunctionInvocation, object?>? Bind, string Needs) Same(bool fits, string needs) =>
        (fits ? invocation => invocation.Trigger : null, needs);

    private static bool IsData(Type type) => !type.IsPointer && !type.IsByRef && !typeof(Delegate).IsAssignableFrom(type)
        && (!type.IsInterface || type.Namespace == "System.Collections.Generic");

    private static object? Message(QueueMessage message, Type type, JsonSerializerOptions json) =>
        type == typeof(QueueMessage) ? message
        : type == typeof(BinaryData) ? message.Body
        : type == typeof(byte[]) ? message.Body.ToArray()
        : type == typeof(string) ? message.Body.ToString()
        : Json(message.Body.ToString(), type, json);

    private static object? Json(string? text, Type type, JsonSerializerOptions json)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, type, json);
        }
        catch (JsonException exception)
        {
            throw new FunctionInputException($"Cannot convert the trigger's value to type '{type.FullName}'. Error:{exception.Message}", exception);
        }
    }
}
