using System.Text.Json;
using Azure;
using LaunchAgent.Core;
using LaunchAgent.Core.Executors;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Submission;
using LaunchAgent.Core.Submission.Templates;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;
using LaunchAgent.Specs.Parsing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Unit.Executors;

/// <summary>What docs/how-to/azure.md says of a deployment without an executor.</summary>
public sealed class AzureExecutorTests
{
    [Fact]
    public void AddExecutors_OnFlexConsumption_HasNone()
    {
        var services = ServicesOf("WEBSITE_SITE_NAME");

        Assert.DoesNotContain(services, service => service.ServiceType == typeof(IExecutor));
    }

    [Fact]
    public void AddExecutors_OnAMachineOfOnesOwn_HasOne() => Assert.Contains(ServicesOf("SOMETHING_ELSE"), service => service.ServiceType == typeof(IExecutor));

    [Fact]
    public void Check_OfAnOrdinaryLaunch_SaysThatTheExecutorIsMissing()
    {
        var header = new QueueHeader(QueueNames.Default, new QueueConfig { Executor = ExecutorCatalog.Process }, ConfigVersion: 1, Paused: false, ETag.All);
        var spec = LaunchSpecParser.Parse(JsonSerializer.Serialize(new { command = new[] { "true" } })).Spec!;

        var problem = Assert.Single(new SpecResolver(new ExecutorCatalog([]), new SpecFilling(MacroSettings.None, new MacroRules(MacroSettings.None))).Check(spec, header, job: null).Problems);

        Assert.Equal("unknown_executor", problem.Code);
    }

    private static ServiceCollection ServicesOf(string setting)
    {
        var services = new ServiceCollection();
        services.AddProcessExecutor(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(setting, (string?)"func-api-x")]).Build());
        return services;
    }
}
