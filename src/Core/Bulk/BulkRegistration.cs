using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Bulk;

/// <summary>Bulk operations among the services.</summary>
public static class BulkRegistration
{
    /// <summary>Adds what does something to many launches at once.</summary>
    public static IServiceCollection AddBulkOperations(this IServiceCollection services) => services
        .AddSingleton<BulkWorks>()
        .AddSingleton<BulkOperations>();
}
