using System.Reflection;
using Azure.Storage.Blobs;
using LaunchAgent.Core;
using LaunchAgent.Functions;
using LaunchAgent.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>What the code keeps its facts in is what <c>azd up</c> creates.</summary>
public sealed class InfraNamesTests
{
    [Fact]
    public void Tables_OfTheCode_AreCreated()
    {
        var ofTheCode = typeof(LaunchTables).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToArray();

        Assert.Equal(typeof(LaunchTables).GetProperties().Count(property => property.PropertyType == typeof(ITable)), ofTheCode.Length);
        Assert.Equal(ofTheCode.Order(StringComparer.Ordinal), Listed("tables"));
    }

    [Fact]
    public void Containers_OfTheCode_AreCreatedAndOneForThePackage()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(StorageAccount.Setting, (string?)"UseDevelopmentStorage=true")]).Build();
        using var services = new ServiceCollection().AddStorageClients(settings).BuildServiceProvider();
        var clients = services.GetRequiredService<StorageClients>();
        var ofTheCode = typeof(StorageClients).GetProperties().Where(property => property.PropertyType == typeof(BlobContainerClient))
            .Select(property => ((BlobContainerClient)property.GetValue(clients)!).Name);

        Assert.Equal(ofTheCode.Order(StringComparer.Ordinal), Listed("containers").Where(name => name != "packageContainer"));
        Assert.Contains("packageContainer", Listed("containers"));
        Assert.Contains("packageContainer", BicepFile.Main.Given("api"));
    }

    [Fact]
    public void Queues_WithATrigger_AreCreated()
    {
        var ofTheCode = typeof(ServiceRegistration).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName).OfType<string>()
            .Select(queue => queue.Trim('%') is var setting && setting != queue ? BicepFile.Named("infra/app/api.bicep").ValueOf(setting) : queue)
            .Distinct();

        Assert.Equal(ofTheCode.Order(StringComparer.Ordinal), Listed("queues").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Queues_EachWithoutException_HaveTheirPoisonQueue() =>
        Assert.Equal(
            "flatten(map(queues, queue => [{ name: queue }, { name: '${queue}-poison' }]))", BicepFile.Named("infra/app/storage.bicep").ValueOf("queues"));

    [Theory]
    [InlineData("containers", "map(containers, container => { name: container })")]
    [InlineData("tables", "map(tables, table => { name: table })")]
    public void Lists_AreCreatedWhole(string list, string value) => Assert.Equal(value, BicepFile.Named("infra/app/storage.bicep").ValueOf(list));

    private static string[] Listed(string parameter) => [.. BicepFile.Main.ListGiven("storage", parameter).Select(entry => entry.Trim('\''))];
}
