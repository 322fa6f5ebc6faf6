using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using LaunchAgent.Core;
using LaunchAgent.Functions;
using LaunchAgent.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LaunchAgent.Tests.Unit.House;

public sealed partial class WiringTests
{
    private static readonly Assembly App = typeof(ServiceRegistration).Assembly;

    [Fact]
    public void Settings_EveryNameThatHostOrTriggersResolve_IsInTheSample()
    {
        using var sample = JsonDocument.Parse(Repository.Read("local.settings.sample.json"));
        var known = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name).ToHashSet();
        var texts = TriggerTexts().Append(Repository.Read("host.json"));

        var asked = texts.SelectMany(text => PercentName().Matches(text)).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.NotEmpty(asked);
        Assert.Subset(known, asked);
    }

    [Fact]
    public void Functions_Names_AreUniqueWithoutRegardToCase()
    {
        var names = Functions().Select(NameOf).ToArray();

        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    // What the host is told of: the build skips functions that are not public, and says nothing.
    [Fact]
    public void Functions_MetadataOfTheBuild_HasEachWithItsBindings()
    {
        using var metadata = JsonDocument.Parse(Repository.Read(Path.Combine("functions", BuildFolder(), "functions.metadata")));
        var built = metadata.RootElement.EnumerateArray().Select(function => Line(
            function.GetProperty("name").GetString()!,
            function.GetProperty("entryPoint").GetString()!,
            function.GetProperty("bindings").EnumerateArray().Select(binding => binding.GetProperty("type").GetString()!)));

        Assert.Equal(Written(), built.Order(StringComparer.Ordinal));
    }

    // Nor is it told by that file alone: the worker says it once more, by code that was generated for it.
    [Fact]
    public async Task Functions_MetadataOfTheWorker_HasEachWithItsBindings()
    {
        var type = App.GetTypes().Single(type => type.IsAssignableTo(typeof(IFunctionMetadataProvider)));
        var provider = (IFunctionMetadataProvider)Activator.CreateInstance(type)!;
        var told = (await provider.GetFunctionMetadataAsync(AppContext.BaseDirectory)).Select(function => Line(
            function.Name!,
            function.EntryPoint!,
            function.RawBindings!.Select(binding => JsonDocument.Parse(binding).RootElement.GetProperty("type").GetString()!)));

        Assert.Equal(Written(), told.Order(StringComparer.Ordinal));
    }

    // A dependency that is missing shows when a function is called, and the app has many that are called seldom.
    [Fact]
    public void Services_OfEveryFunctionAndAtStart_Resolve()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
                [StorageClients.WakeupsSetting] = "wakeups",
            })
            .Build();
        using var services = new ServiceCollection()
            .AddLogging()
            .AddLaunchAgent(settings)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using var invocation = services.CreateScope();
        var types = Functions().Where(function => !function.IsStatic).Select(function => function.DeclaringType!).Distinct().ToArray();

        Assert.True(types.Length > 20);
        Assert.All(types.Append(typeof(ExceptionMiddleware)), type => ActivatorUtilities.CreateInstance(invocation.ServiceProvider, type));
        Assert.NotEmpty(services.GetServices<IHostedService>());
    }

    // They are empty for months, and a trigger would ask each once a second: Reconcile empties them.
    [Fact]
    public void QueueTriggers_RunItemsAndWakeupsButNoPoisonQueue_ArePolled() => Assert.Equal(
        ["%LAUNCH_WAKEUPS%", "run-items"], Parameters<QueueTriggerAttribute>().Select(trigger => trigger.QueueName).Order(StringComparer.Ordinal));

    // As these tests were built: bin/<configuration>/<framework>.
    private static string BuildFolder() => Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Unit"), AppContext.BaseDirectory);

    private static IEnumerable<string> Written() => Functions()
        .Select(function => Line(
            NameOf(function),
            $"{function.DeclaringType!.FullName}.{function.Name}",
            function.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes<BindingAttribute>()).Select(BindingType)))
        .Order(StringComparer.Ordinal);

    // What an answer is bound to is in no attribute.
    private static string Line(string name, string entryPoint, IEnumerable<string> bindings) =>
        $"{name} {entryPoint} {string.Join(' ', bindings.Where(binding => binding != "http").Order(StringComparer.Ordinal))}";

    private static string BindingType(BindingAttribute binding) =>
        JsonNamingPolicy.CamelCase.ConvertName(binding.GetType().Name[..^nameof(Attribute).Length]);

    private static string NameOf(MethodInfo function) => function.GetCustomAttribute<FunctionAttribute>()!.Name;

    private static IEnumerable<MethodInfo> Functions() => App.GetTypes()
        .SelectMany(type => type.GetMethods(
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

    private static IEnumerable<T> Parameters<T>()
        where T : Attribute =>
        Functions().SelectMany(function => function.GetParameters()).SelectMany(parameter => parameter.GetCustomAttributes<T>());

    private static IEnumerable<string> TriggerTexts() =>
        Parameters<QueueTriggerAttribute>().Select(trigger => trigger.QueueName)
            .Concat(Parameters<TimerTriggerAttribute>().Select(trigger => trigger.Schedule));

    [GeneratedRegex("%([A-Za-z0-9_]+)%")]
    private static partial Regex PercentName();
}
