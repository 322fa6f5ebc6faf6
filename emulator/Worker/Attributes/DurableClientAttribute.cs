using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Fills a parameter with a client of the task hub.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; null means the one of host.json.</summary>
    public string? TaskHub { get; set; }

    /// <summary>Name or prefix of the setting with the hub's storage connection; null means the one of host.json.</summary>
    public string? ConnectionName { get; set; }
}
