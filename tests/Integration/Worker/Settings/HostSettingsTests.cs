using Azure.Storage.Queues;
using FunctionsEmulator.Hosting;
using FunctionsEmulator.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Tests.Integration.Worker.Settings;

public sealed class HostSettingsTests
{
    private const string HostJson = """
        {
          "version": "2.0",
          "logging": { "logLevel": { "default": "Warning", "Function.Loud": "Trace" } },
          "extensions": {
            "http": { "routePrefix": "v1" },
            "queues": {
              "batchSize": 4, "newBatchThreshold": 1, "maxDequeueCount": 9,
              "visibilityTimeout": "00:00:30", "maxPollingInterval": "00:00:01", "messageEncoding": "none"
            },
            "durableTask": {
              "hubName": "%MY_HUB%", "defaultVersion": "1.0", "maxConcurrentActivityFunctions": 3, "maxConcurrentOrchestratorFunctions": 2
            }
          }
        }
        """;

    [Fact]
    public void HostJson_EverySetting_IsRead()
    {
        var settings = Read(HostJson, ("MY_HUB", "Hub1"), ("EMULATOR_QUEUE_LOCK", "00:00:30"), ("EMULATOR_DELIVER_TWICE", "a,b"));

        Assert.Empty(settings.Problems);
        Assert.Equal("v1", settings.RoutePrefix);
        Assert.Equivalent(
            new QueueSettings
            {
                BatchSize = 4,
                NewBatchThreshold = 1,
                MaxDequeueCount = 9,
                VisibilityTimeout = TimeSpan.FromSeconds(30),
                MaxPollingInterval = TimeSpan.FromSeconds(1),
                MessageEncoding = QueueMessageEncoding.None,
                ProcessingLock = TimeSpan.FromSeconds(30),
                DeliverTwice = new HashSet<string> { "a", "b" },
            },
            settings.Queues,
            strict: true);
        Assert.Equal(
            new DurableSettings { HubName = "Hub1", DefaultVersion = "1.0", MaxConcurrentActivityFunctions = 3, MaxConcurrentOrchestratorFunctions = 2 },
            settings.Durable);
    }

    // Documented for host.json of Azure Functions, "Override host.json values".
    [Fact]
    public void HostJsonIsOverriddenByAppSettings()
    {
        var settings = Read(
            HostJson,
            ("MY_HUB", "Hub1"),
            ("AzureFunctionsJobHost:extensions:queues:maxDequeueCount", "2"),
            ("AzureFunctionsJobHost:extensions:durableTask:hubName", "Other"));

        Assert.Equal(2, settings.Queues.MaxDequeueCount);
        Assert.Equal(4, settings.Queues.BatchSize);
        Assert.Equal("Other", settings.Durable.HubName);
    }

    // The defaults of the storage extension (azure-sdk-for-net, QueuesOptions): base64 unless told otherwise.
    [Fact]
    public void HostJson_Empty_LeavesTheDefaults()
    {
        var settings = Read("{}");

        Assert.Equal(16, settings.Queues.BatchSize);
        Assert.Equal(8, settings.Queues.NewBatchThreshold);
        Assert.Equal(5, settings.Queues.MaxDequeueCount);
        Assert.Equal(TimeSpan.Zero, settings.Queues.VisibilityTimeout);
        Assert.Equal(TimeSpan.FromMinutes(10), settings.Queues.ProcessingLock);
        Assert.Equal(QueueMessageEncoding.Base64, settings.Queues.MessageEncoding);
        Assert.False(settings.Queues.DeliversTwice("any"));
        Assert.Equal("api", settings.RoutePrefix);
        Assert.Equal("TestHubName", settings.Durable.HubName);
    }

    [Theory]
    [InlineData("batchSize", "0")]
    [InlineData("batchSize", "33")]
    [InlineData("batchSize", "many")]
    [InlineData("newBatchThreshold", "-1")]
    [InlineData("maxDequeueCount", "0")]
    [InlineData("visibilityTimeout", "soon")]
    [InlineData("maxPollingInterval", "00:00:00.05")]
    [InlineData("messageEncoding", "utf7")]
    [InlineData("messageEncoding", "7")]
    public void HostJson_ValueNotAllowed_IsAProblem(string name, string value)
    {
        var settings = Read("{}", ($"AzureFunctionsJobHost:extensions:queues:{name}", value));

        Assert.StartsWith($"{name}: '{value}' is not allowed", Assert.Single(settings.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostJson_LogLevels_RuleTheAppsLoggers()
    {
        var builder = TestHost.CreateBuilder();
        builder.Emulator.HostJson = HostJson;
        builder.Configuration["MY_HUB"] = "Hub1";
        builder.Logging.AddDebug();
        await using var host = await TestHost.StartAsync(builder);
        var loggers = host.Services.GetRequiredService<ILoggerFactory>();

        Assert.False(loggers.CreateLogger("App").IsEnabled(LogLevel.Information));
        Assert.True(loggers.CreateLogger("App").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("Function.Loud").IsEnabled(LogLevel.Trace));
    }

    private static HostSettings Read(string hostJson, params (string Name, string? Value)[] settings) => new(
        new EmulatorSetup { HostJson = hostJson },
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, s.Value))).Build());
}
