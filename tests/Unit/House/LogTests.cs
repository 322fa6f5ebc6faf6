using System.Reflection;
using LaunchAgent.Functions;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Tests.Unit.House;

public sealed class LogTests
{
    // Who filters a log by an event id must not get two kinds of lines.
    [Fact]
    public void Messages_OfAllFeatures_HaveEventIdsOfTheirOwn()
    {
        var ids = typeof(ServiceRegistration).Assembly.GetTypes()
            .Where(type => type.Name == "Log")
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)
            .OfType<int>()
            .ToArray();

        Assert.True(ids.Length > 40);
        Assert.Equal([], ids.CountBy(id => id).Where(count => count.Value > 1).Select(count => count.Key));
    }
}
