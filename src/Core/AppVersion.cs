using System.Reflection;

namespace LaunchAgent.Core;

/// <summary>The version of this app.</summary>
public static class AppVersion
{
    /// <summary>As people see it, with the commit when the build knew it.</summary>
    public static string Current { get; } =
        typeof(AppVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
