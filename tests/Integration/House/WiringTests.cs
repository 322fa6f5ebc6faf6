using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LaunchAgent.Functions;
using LaunchAgent.Tests.Integration.Azurite;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Tests.Integration.House;

public sealed partial class WiringTests
{
    private static readonly string Root = AzuriteServer.RepositoryRoot();

    [Fact]
    public void Settings_EveryNameThatHostOrTriggersResolve_IsInTheSample()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "local.settings.sample.json")));
        var known = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name).ToHashSet();
        var texts = TriggerTexts().Append(File.ReadAllText(Path.Combine(Root, "host.json")));

        var asked = texts.SelectMany(text => PercentName().Matches(text)).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.NotEmpty(asked);
        Assert.Subset(known, asked);
    }

    [Fact]
    public void Functions_Names_AreUniqueWithoutRegardToCase()
    {
        var names = Functions().Select(function => function.GetCustomAttribute<FunctionAttribute>()!.Name).ToArray();

        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    // The real source generators skip functions that are not public, and say nothing.
    [Fact]
    public void Functions_Always_ArePublicMethodsOfPublicClasses() =>
        Assert.All(Functions(), function => Assert.True(function.IsPublic && function.DeclaringType!.IsVisible, function.Name));

    [Fact]
    public void QueueTriggers_EveryQueueOfPeople_HasAPoisonHandler()
    {
        var queues = Parameters<QueueTriggerAttribute>().Select(trigger => trigger.QueueName).ToArray();

        Assert.Contains("run-items", queues);
        Assert.Contains("run-items-poison", queues);
    }

    [Fact]
    public void Solution_Release_BuildsNothingThatOnlyTheEmulatorHas()
    {
        var solution = File.ReadAllText(Path.Combine(Root, "FunctionApp.sln"));
        var built = ProjectLine().Matches(solution)
            .Where(match => solution.Contains($"{match.Groups[2].Value}.Release|Any CPU.Build.0", StringComparison.Ordinal))
            .Select(match => match.Groups[1].Value)
            .Order(StringComparer.Ordinal);

        Assert.Equal(["Contracts", "Functions", "Unit"], built);
    }

    [Fact]
    public void Packages_OfTheAzureRuntime_AreReferencedByTheAppInThatRuntimeOnly()
    {
        var central = XDocument.Load(Path.Combine(Root, "Directory.Packages.props"));
        var app = XDocument.Load(Path.Combine(Root, "functions/Functions.csproj"));
        var azure = central.Descendants("ItemGroup").Single(group => (string?)group.Attribute("Label") == "Azure").Elements("PackageVersion").Select(Name).ToHashSet();
        var conditional = app.Descendants("ItemGroup")
            .Where(group => ((string?)group.Attribute("Condition"))?.Contains("'Azure'", StringComparison.Ordinal) == true)
            .SelectMany(group => group.Elements("PackageReference"));

        Assert.Contains("Microsoft.Azure.Functions.Worker", azure);
        Assert.Subset(azure, conditional.Select(Name).ToHashSet());
        Assert.DoesNotContain(
            app.Descendants("ItemGroup").Where(group => group.Attribute("Condition") is null).SelectMany(group => group.Elements("PackageReference")),
            reference => Name(reference).StartsWith("Microsoft.", StringComparison.Ordinal));
    }

    // A clock, an id or a random number that is read directly cannot be owned by a test, nor replayed.
    [Fact]
    public void Sources_OfTheApp_ReadNoClockIdOrRandomNumberThemselves()
    {
        var offenders = Directory.EnumerateFiles(Path.Combine(Root, "functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Where(file => Forbidden().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Root, file));

        Assert.Equal(
            [
                // A name for a draft that no other process may share.
                "functions/Executors/Posix/DurableFile.cs",
                // The shim is a process without services; its one setting is a test hook.
                "functions/Executors/Shims/ShimKillPoint.cs",
                // The composition root hands the one source of randomness to whoever asks for it.
                "functions/ServiceRegistration.cs",
            ],
            offenders.Order(StringComparer.Ordinal));
    }

    private static string Name(XElement package) => (string)package.Attribute("Include")!;

    private static IEnumerable<MethodInfo> Functions() => typeof(ServiceRegistration).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

    private static IEnumerable<T> Parameters<T>()
        where T : Attribute => Functions().SelectMany(function => function.GetParameters()).Select(parameter => parameter.GetCustomAttribute<T>()).OfType<T>();

    private static IEnumerable<string> TriggerTexts() =>
        Parameters<QueueTriggerAttribute>().Select(trigger => trigger.QueueName).Concat(Parameters<TimerTriggerAttribute>().Select(trigger => trigger.Schedule));

    [GeneratedRegex("%([A-Za-z0-9_]+)%")]
    private static partial Regex PercentName();

    [GeneratedRegex(@"= ""(\w[\w.]*)"", ""[^""]+\.csproj"", ""(\{[0-9A-F-]+\})""")]
    private static partial Regex ProjectLine();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|Guid\.NewGuid\(|Random\.Shared|Environment\.GetEnvironmentVariable\(")]
    private static partial Regex Forbidden();
}
