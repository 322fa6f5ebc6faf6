using System.Reflection;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace FunctionsEmulator.Hosting;

/// <summary>What the builder hands to the host. Tests change it before they build.</summary>
internal sealed class EmulatorSetup
{
    /// <summary>The classes to look for functions in; null means all of the entry assembly.</summary>
    public IReadOnlyList<Type>? FunctionTypes { get; set; }

    /// <summary>Where host.json lies.</summary>
    public string Folder { get; set; } = AppContext.BaseDirectory;

    /// <summary>The text of host.json, instead of the file.</summary>
    public string? HostJson { get; set; }

    /// <summary>Whether HTTP functions may use ASP.NET Core types.</summary>
    public bool HasAspNetCore { get; set; }

    /// <summary>Middleware, outermost first.</summary>
    public IList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Middleware { get; } = [];

    public IEnumerable<Type> FindTypes() => FunctionTypes ?? Assembly.GetEntryAssembly()?.GetTypes() ?? [];
}
