namespace LaunchAgent.Executors.Abstractions;

/// <summary>Where this process runs.</summary>
public static class Hosting
{
    // App Service plans name the instance, Flex Consumption the pod; every plan names the site, and Core Tools sets none of them.
    private static readonly string[] SetByAzure = ["WEBSITE_INSTANCE_ID", "WEBSITE_POD_NAME", "WEBSITE_SITE_NAME"];

    /// <summary>Whether it runs in Azure, and not on a machine of somebody's own.</summary>
    /// <param name="setting">Gives a setting's value, or null.</param>
    public static bool IsAzure(Func<string, string?> setting) => Array.Exists(SetByAzure, name => !string.IsNullOrEmpty(setting(name)));
}
