using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sends what the method returns, or the property's value, to a storage queue; an array or list sends one message per element.</summary>
/// <param name="queueName">The queue; <c>%setting%</c> is resolved at start.</param>
public sealed class QueueOutputAttribute(string queueName) : OutputBindingAttribute
{
    /// <summary>The queue's name as written, unresolved.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>Name or prefix of the setting with the storage connection; null means <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }
}
