using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for HTTP requests.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any method; a function key is needed.</summary>
    public HttpTriggerAttribute() => AuthLevel = AuthorizationLevel.Function;

    /// <summary>These methods; a function key is needed.</summary>
    /// <param name="methods">HTTP methods, without regard to case.</param>
    public HttpTriggerAttribute(params string[] methods)
    {
        // The worker's own attribute leaves the level unset here, and the host then asks for a key.
        AuthLevel = AuthorizationLevel.Function;
        Methods = methods;
    }

    /// <summary>Any method.</summary>
    /// <param name="authLevel">Who may call.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>These methods.</summary>
    /// <param name="authLevel">Who may call.</param>
    /// <param name="methods">HTTP methods, without regard to case.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route template after the prefix of host.json; null means the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>The methods that are answered; null or empty means all.</summary>
    public string[]? Methods { get; }

    /// <summary>Who may call.</summary>
    public AuthorizationLevel AuthLevel { get; }
}
