using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for every message of a storage queue, at least once.</summary>
/// <param name="queueName">The queue; <c>%setting%</c> is resolved at start.</param>
public sealed class QueueTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>The queue's name as written, unresolved.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>Name or prefix of the setting with the storage connection; null means <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }
}
